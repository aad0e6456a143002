# Sums that a compiler does ahead.
# want: time_limit|memory_limit|succeeded|failed
# limit: wall 1s

x = lambda: ((("x" * 4000) * 4000) * 4000) * 4000
y = lambda: 9 ** 9 ** 9
