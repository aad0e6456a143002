# Looks for processes that are not its own.
# want: succeeded
# stdout: "[]\n"
# with: calls

print([p for p in range(3, 3000) if trying(lambda: os.kill(p, 0)) is None])
