# A list of lists of lists.
# want: memory_limit MemoryError

x = []
while True:
    x = [x, [0] * 1000]
