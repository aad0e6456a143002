# Stops the kernel where it reads memory.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(323, 0), call(323, 1)})
