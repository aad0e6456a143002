# Instructions that only a kernel may use, each in a child.
# want: succeeded
# stdout: "{11}\n"
# with: calls

ends = set()
for code in (b"\xf4", b"\xfa", b"\x0f\x01\xd0" * 0 + b"\x0f\x22\xd8", b"\xee", b"\x0f\x30"):
    child = os.fork()
    if child == 0:
        machine(code + b"\xc3")
        os._exit(0)
    ends.add(os.waitpid(child, 0)[1] & 127)
print(ends)
