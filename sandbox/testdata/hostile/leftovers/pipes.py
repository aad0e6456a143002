# Bytes that nobody read from its pipes.
# want: succeeded

import os

if os.fork() == 0:
    os.write(1, b"left" * 100)
    os.write(3, b"w")
