# Stops itself by a signal.
# want: time_limit TimeoutError
# limit: wall 300ms

import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
