# Timers that fire all the time.
# want: time_limit TimeoutError
# limit: wall 300ms

import signal

signal.signal(signal.SIGALRM, lambda *_: None)
signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
while True:
    pass
