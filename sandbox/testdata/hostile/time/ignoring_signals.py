# Ignores every signal that can be.
# want: time_limit TimeoutError
# limit: wall 300ms

import signal
import time

for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    time.sleep(60)
