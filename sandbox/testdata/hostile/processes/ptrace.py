# Traces itself, its keeper, a child.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(101, request, pid, 0, 0) for request in (0, 16, 0x4206) for pid in (0, 1, os.getpid())})
