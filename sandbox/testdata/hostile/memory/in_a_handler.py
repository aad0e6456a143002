# Needs memory to handle the lack of it.
# want: memory_limit MemoryError

x = []
try:
    while True:
        x.append(bytes(1 << 20))
except MemoryError:
    y = bytes(400 << 20)
