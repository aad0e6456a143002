# Dies as if the filter had.
# want: failed exit 159

import os
import signal

os.kill(os.getpid(), signal.SIGSYS)
