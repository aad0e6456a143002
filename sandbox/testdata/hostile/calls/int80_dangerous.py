# The dangerous 32-bit calls, each in a child.
# want: succeeded
# stdout: "{31}\n"
# with: calls

ends = set()
for number in (1, 11, 21, 26, 52, 61, 88, 102, 117, 120, 128, 217, 286, 287, 288, 310, 336, 346, 357, 359, 425):
    child = os.fork()
    if child == 0:
        machine(b"\xb8" + number.to_bytes(4, "little") + b"\xcd\x80\xc3")
        os._exit(0)
    ends.add(os.waitpid(child, 0)[1])
print(ends)
