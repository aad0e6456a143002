# Waits for a signal.
# want: time_limit TimeoutError
# limit: wall 300ms

import signal

signal.pause()
