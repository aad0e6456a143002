# Becomes the parent of orphans, hides its name, changes what kills it.
# want: succeeded
# stdout: "[-1, -1, -1]\n"
# with: calls

print([libc.prctl(36, 1, 0, 0, 0), libc.prctl(35, 1, 0, 0, 0), libc.prctl(28, 1, 0, 0, 0)])
