# Nothing but U+0000.
# want: output_limit
# limit: output 100000

import os

while True:
    os.write(1, bytes(4096))
