# Reads a line that never ends.
# want: memory_limit MemoryError

open("/dev/zero").readline()
