# Reads a device that never ends.
# want: memory_limit MemoryError

open("/dev/zero", "rb").read()
