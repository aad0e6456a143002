# Claims to wait, as fast as it can, for ever.
# want: failed
# limit: wall 400ms, idle 60s, cpu 1s

import os

while True:
    os.write(3, b"x" * 4096)
