# Ignores the signal of the processor limit.
# want: time_limit TimeoutError
# limit: cpu 1s

import signal

signal.signal(signal.SIGXCPU, signal.SIG_IGN)
while True:
    pass
