# A width in a format.
# want: memory_limit MemoryError

"{:>999999999999}".format(1)
