# Orphans by the dozen, each gone at once.
# want: succeeded
# stdout: "done\n"

import os

for _ in range(12):
    if os.fork() == 0:
        os.fork()
        os._exit(0)
    os.wait()
print("done")
