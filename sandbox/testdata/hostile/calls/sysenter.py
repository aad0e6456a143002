# The other 32-bit way in.
# want: failed
# stdout: "in\n"
# with: calls

print("in", flush=True)
machine(b"\xb8\x14\x00\x00\x00\x0f\x34\xc3")
print("out")
