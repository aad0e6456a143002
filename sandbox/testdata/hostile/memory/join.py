# Many references to one text, joined.
# want: memory_limit MemoryError

"".join(["x" * 1000000] * 1000)
