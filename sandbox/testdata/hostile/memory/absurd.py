# An object larger than any machine.
# want: memory_limit MemoryError

x = b"x" * (1 << 60)
