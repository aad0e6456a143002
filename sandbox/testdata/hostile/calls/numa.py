# Moves memory between nodes.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(n, 0, 0, 0, 0, 0, 0) for n in (237, 238, 239, 256, 279)})
