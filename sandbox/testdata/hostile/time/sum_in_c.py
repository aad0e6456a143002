# A loop of the interpreter's own.
# want: time_limit TimeoutError
# limit: wall 300ms

sum(range(10**12))
