# Claims two gigabytes.
# want: succeeded
# stdout: ""

import os

os.write(3, b"e" + (1 << 31).to_bytes(4, "little") + b"x" * 99)
