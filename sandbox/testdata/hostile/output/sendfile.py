# Lets the kernel write.
# want: output_limit
# limit: output 100000

import os

f = os.open("f", os.O_RDWR | os.O_CREAT)
os.write(f, bytes(1 << 20))
while True:
    os.lseek(f, 0, 0)
    os.sendfile(1, f, 0, 1 << 20)
