# Makes its output not block, and floods.
# want: output_limit
# limit: output 100000

import os

os.set_blocking(1, False)
while True:
    try:
        os.write(1, b"x" * 4096)
    except BlockingIOError:
        pass
