# Forks into new namespaces.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(56, flag | 17, 0, 0, 0, 0) for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x4000000, 0x8000000, 0x2000000)})
