# Makes the pipe of its output larger.
# want: succeeded
# stdout: "True\n"

import fcntl

try:
    size = fcntl.fcntl(1, 1031, 1 << 20)
except OSError:
    size = 0
print(size <= 1 << 20)
