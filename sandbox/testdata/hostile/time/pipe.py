# Reads a pipe that nobody writes to.
# want: time_limit TimeoutError
# limit: wall 300ms

import os

os.read(os.pipe()[0], 1)
