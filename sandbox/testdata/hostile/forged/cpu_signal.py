# Dies as if the processor limit had.
# want: failed exit 152

import os
import signal

os.kill(os.getpid(), signal.SIGXCPU)
