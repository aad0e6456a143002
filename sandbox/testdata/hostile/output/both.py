# Writes to both in turn.
# want: output_limit
# limit: output 100000

import sys

while True:
    print("x")
    print("y", file=sys.stderr)
