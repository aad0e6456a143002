# Changes to 32-bit code first.
# want: failed
# stdout: "in\n"
# with: calls

print("in", flush=True)
machine(b"\x6a\x23\x48\x8d\x05\x04\x00\x00\x00\x50\x48\xcb\xb8\x14\x00\x00\x00\xcd\x80\xc3")
print("out")
