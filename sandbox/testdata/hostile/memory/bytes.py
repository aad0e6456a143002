# One large object.
# want: memory_limit MemoryError

x = b"x" * (300 << 20)
