# Claims for ever.
# want: succeeded
# stdout: ""

import os

for _ in range(100000):
    os.write(3, b"w" + (1).to_bytes(4, "little") + b"7")
