# Claims to wait for input and works.
# want: time_limit TimeoutError
# limit: cpu 1s

import os

while True:
    os.write(3, b"w" + (1).to_bytes(4, "little") + b"0")
    for _ in range(100000):
        pass
