# Writes to its own input.
# want: failed OSError

import os

os.write(0, b"x")
