# Children that each want more than one may have.
# want: succeeded
# stdout: "[256, 256, 256]\n"

import os

codes = []
for _ in range(3):
    if os.fork() == 0:
        try:
            b"x" * (300 << 20)
        except MemoryError:
            os._exit(1)
    codes.append(os.wait()[1])
print(codes)
