# Puts a filter of its own over the filter.
# want: succeeded
# stdout: "['EPERM', -1]\n"
# with: calls

print([call(317, 1, 0, 0), libc.prctl(22, 2, 0, 0, 0)])
