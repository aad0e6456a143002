# Uses processor time by children.
# want: time_limit TimeoutError
# limit: cpu 1s

import os

for _ in range(3):
    if os.fork() == 0:
        break
while True:
    pass
