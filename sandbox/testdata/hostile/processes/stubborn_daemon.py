# A daemon that ignores every signal.
# want: succeeded
# stdout: "gone\n"

import os
import signal
import time

if os.fork() == 0:
    os.setsid()
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        time.sleep(1)
print("gone")
