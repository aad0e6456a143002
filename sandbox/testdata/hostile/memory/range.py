# A list of a billion numbers.
# want: memory_limit MemoryError

list(range(10**9))
