# Semaphores that outlive their makers.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(64, 0, 1, 0o1600), call(65, 0, 0, 0), call(66, 0, 0, 0, 0), call(220, 0, 0, 0, 0)})
