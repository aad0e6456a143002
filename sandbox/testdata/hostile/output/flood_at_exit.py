# Floods after its last line.
# want: output_limit
# limit: output 100000

import atexit


@atexit.register
def flood():
    while True:
        print("x" * 100)
