# Starts the box's own first program.
# want: failed

import subprocess

raise SystemExit(subprocess.run(["/usr/libexec/coderemote/boxinit"], stderr=subprocess.DEVNULL).returncode)
