# Children that ended and that nobody asks about.
# want: succeeded
# stdout: "True\n"

import os

n = 0
try:
    while n < 1000:
        if os.fork() == 0:
            os._exit(0)
        n += 1
except BlockingIOError:
    print(n < 32)
