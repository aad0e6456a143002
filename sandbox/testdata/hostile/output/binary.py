# Bytes that are no text.
# want: output_limit
# limit: output 100000

import os

while True:
    os.write(1, os.urandom(4096))
