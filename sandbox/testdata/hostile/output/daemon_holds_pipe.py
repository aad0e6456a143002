# A child that keeps both pipes open after the end.
# want: succeeded
# stdout: "out\n"

import os
import time

if os.fork() == 0:
    os.setsid()
    time.sleep(60)
print("out")
