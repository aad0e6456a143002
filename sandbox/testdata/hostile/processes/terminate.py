# Means to itself what it means anywhere.
# want: failed exit 143

import os
import signal

os.kill(os.getpid(), signal.SIGTERM)
