# A width in an old format.
# want: memory_limit MemoryError

"%1000000000d" % 1
