# A power of a power.
# want: memory_limit|time_limit
# limit: wall 1s

x = 10 ** 10 ** 10
