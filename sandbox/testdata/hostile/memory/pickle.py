# A pickle that asks for a buffer of exabytes.
# want: memory_limit MemoryError

import pickle

pickle.loads(b"\x80\x05\x96" + (1 << 60).to_bytes(8, "little") + b".")
