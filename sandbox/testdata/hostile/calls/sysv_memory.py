# Shared memory that outlives its makers.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(29, 0, 4096, 0o1600), call(30, 0, 0, 0), call(31, 0, 0, 0), call(67, 0)})
