# Interned names without end.
# want: memory_limit MemoryError

import sys

x = []
while True:
    x.append(sys.intern("x" * 1000 + str(len(x))))
