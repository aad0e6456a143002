# Flags in the upper half.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

print(call(56, 0x10000000 | 1 << 32 | 17, 0, 0, 0, 0))
