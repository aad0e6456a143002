# A power in a constant.
# want: memory_limit|time_limit|succeeded
# limit: wall 600ms

x = 3 ** 3 ** 20
