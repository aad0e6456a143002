# Goes on after its last line.
# want: time_limit TimeoutError
# limit: wall 300ms

import atexit
import time

atexit.register(time.sleep, 10**6)
