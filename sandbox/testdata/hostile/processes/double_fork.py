# A daemon that left its session.
# want: succeeded
# stdout: "gone\n"

import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
    os._exit(0)
print("gone")
