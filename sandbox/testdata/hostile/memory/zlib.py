# A small text that unpacks to a large one.
# want: memory_limit MemoryError

import zlib

x = zlib.compress(bytes(16 << 20), 9)
x = b"".join(zlib.decompress(x) for _ in range(64))
