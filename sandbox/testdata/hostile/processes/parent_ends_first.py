# The program ends while its child goes on.
# want: failed exit 7

import os
import time

if os.fork() == 0:
    time.sleep(60)
os._exit(7)
