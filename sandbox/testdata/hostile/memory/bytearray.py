# A buffer that grows in place.
# want: memory_limit MemoryError

x = bytearray()
while True:
    x.extend(bytes(1 << 20))
