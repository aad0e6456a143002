# A 32-bit call.
# want: failed exit 159
# stdout: "in\n"
# with: calls

print("in", flush=True)
machine(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
print("out")
