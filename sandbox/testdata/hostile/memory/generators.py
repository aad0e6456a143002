# Frames that wait.
# want: memory_limit MemoryError

def wait():
    yield [0] * 1000


x = []
while True:
    g = wait()
    next(g)
    x.append(g)
