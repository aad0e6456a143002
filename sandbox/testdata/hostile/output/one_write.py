# One call for a hundred megabytes.
# want: output_limit
# limit: output 100000

import os

os.write(1, b"x" * (100 << 20))
