# Reads what it wrote.
# want: failed OSError

import os

os.read(1, 10)
