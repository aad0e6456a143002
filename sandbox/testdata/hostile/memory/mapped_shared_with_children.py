# Maps that children fill: each is bounded as its parent is.
# want: succeeded
# stdout: "True\n"

import mmap
import os

try:
    shared = mmap.mmap(-1, 300 << 20)
except OSError as e:
    print(e.errno == 12)
