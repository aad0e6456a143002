# A text that doubles.
# want: memory_limit MemoryError

x = "x"
while True:
    x += x
