# A dictionary that grows.
# want: memory_limit MemoryError

x = {}
while True:
    x[len(x)] = str(len(x)) * 10
