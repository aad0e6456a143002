# Replaces itself by itself for ever.
# want: time_limit
# limit: wall 500ms

import os
import sys

os.execv(sys.executable, [sys.executable, "-S", "-c", "import os, sys; os.execv(sys.executable, sys.orig_argv)"])
