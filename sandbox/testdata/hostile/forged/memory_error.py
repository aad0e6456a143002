# Claims a lack of memory with another exit code.
# want: failed exit 2

import os

os.write(3, b"e" + (12).to_bytes(4, "little") + b"MemoryError\0")
os._exit(2)
