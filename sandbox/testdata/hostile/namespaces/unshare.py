# Leaves each namespace.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(272, flag) for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x4000000, 0x8000000, 0x2000000, 0x80)})
