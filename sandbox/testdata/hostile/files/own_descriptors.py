# Looks for descriptors that were left open.
# want: succeeded
# stdout: "[0, 1, 2, 3]\n"
# with: calls

print([f for f in range(1024) if trying(lambda: os.fstat(f)) != "OSError"])
