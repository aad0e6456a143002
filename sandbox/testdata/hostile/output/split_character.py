# Characters that come a byte at a time.
# want: succeeded
# stdout: "é€😀"

import os
import time

for byte in "é€😀".encode():
    os.write(1, bytes([byte]))
    time.sleep(0.01)
