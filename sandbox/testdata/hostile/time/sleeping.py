# Sleeps for ever.
# want: time_limit TimeoutError
# limit: wall 300ms

import time

time.sleep(10**6)
