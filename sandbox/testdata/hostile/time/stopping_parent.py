# A child stops its parent again and again.
# want: time_limit TimeoutError
# limit: wall 300ms

import os
import signal

if os.fork() == 0:
    while True:
        os.kill(os.getppid(), signal.SIGSTOP)
while True:
    pass
