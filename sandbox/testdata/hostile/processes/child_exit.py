# A child's exit code is not the program's.
# want: succeeded
# stdout: "parent\n"

import os

if os.fork() == 0:
    os._exit(9)
os.wait()
print("parent")
