# Writes errors for ever.
# want: output_limit
# limit: output 100000

import sys

while True:
    print("x" * 70, file=sys.stderr)
