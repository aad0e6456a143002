# An argument whose upper half the kernel does not look at.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

print(call(16, 0, 0x5412 | 1 << 32, b"x"))
