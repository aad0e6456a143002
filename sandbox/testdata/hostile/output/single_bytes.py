# One byte at a time.
# want: output_limit
# limit: output 5000

import os

while True:
    os.write(1, b"x")
