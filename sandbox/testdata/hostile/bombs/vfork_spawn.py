# Spawns programs until none fits.
# want: succeeded
# stdout: "True\n"

import os

n = 0
try:
    while n < 100:
        os.posix_spawn("/bin/sleep", ["sleep", "60"], {})
        n += 1
except BlockingIOError:
    print(n < 32)
