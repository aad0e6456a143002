# Anonymous maps until none fits.
# want: failed OSError

import mmap

maps = []
while True:
    maps.append(mmap.mmap(-1, 16 << 20))
