# A process that waits for the next user.
# want: succeeded

import os
import time

if os.fork() == 0:
    os.setsid()
    while True:
        try:
            print(open("/home/secret").read())
        except OSError:
            time.sleep(0.001)
