# Writes into a mapped hole of a file system that is full.
# want: failed exit 135

import mmap
import os

fd = os.open("/dev/shm/x", os.O_RDWR | os.O_CREAT)
os.ftruncate(fd, 15 << 20)
other = os.open("/dev/shm/y", os.O_RDWR | os.O_CREAT)
os.posix_fallocate(other, 0, 8 << 20)
hole = mmap.mmap(fd, 15 << 20)
for at in range(0, 15 << 20, 4096):
    hole[at] = 1
