# Claims to wait for input and sleeps.
# want: time_limit TimeoutError
# limit: idle 400ms

import os
import time

os.write(3, b"w" + (1).to_bytes(4, "little") + b"0")
time.sleep(60)
