# Closes the pipe of claims and fails.
# want: failed ValueError|failed

import os

os.close(3)
raise ValueError("x")
