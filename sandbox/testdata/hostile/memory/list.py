# A list that grows.
# want: memory_limit MemoryError

x = []
while True:
    x.append(list(range(1000)))
