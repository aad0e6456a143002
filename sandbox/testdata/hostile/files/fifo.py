# Opens a FIFO that nobody writes to.
# want: failed PermissionError

import os

os.mkfifo("f")
open("f")
