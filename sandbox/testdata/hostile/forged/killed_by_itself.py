# Dies as if a limit had killed it.
# want: failed exit 137

import os

os.kill(os.getpid(), 9)
