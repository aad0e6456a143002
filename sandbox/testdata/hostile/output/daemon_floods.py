# A child that goes on writing after the end.
# want: succeeded

import os

if os.fork() == 0:
    while True:
        os.write(1, b"x" * 100)
