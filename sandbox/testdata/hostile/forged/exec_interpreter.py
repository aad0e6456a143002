# Becomes a fresh interpreter in the middle.
# want: succeeded
# stdout: "fresh\n"

import os
import sys

os.execv(sys.executable, [sys.executable, "-c", "print('fresh')"])
