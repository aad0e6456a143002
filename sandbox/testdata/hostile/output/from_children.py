# Eight children that write at the same time.
# want: output_limit
# limit: output 100000

import os

for _ in range(8):
    if os.fork() == 0:
        while True:
            os.write(1, b"x" * 4096)
os.wait()
