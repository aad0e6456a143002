# A process that is always a new one: each forks the next and ends, after the program did.
# want: succeeded
# stdout: "out\n"

import os

if os.fork() == 0:
    while True:
        try:
            if os.fork():
                os._exit(0)
        except OSError:
            pass
print("out")
