# A number of four billion bits.
# want: memory_limit MemoryError

x = 1 << (1 << 32)
