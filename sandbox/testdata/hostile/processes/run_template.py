# Starts the template again.
# want: failed

import subprocess
import sys

raise SystemExit(subprocess.run([sys.executable, "/usr/libexec/coderemote/python/launch.py"], stderr=subprocess.DEVNULL).returncode)
