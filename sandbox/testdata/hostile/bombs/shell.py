# The classic of the shell.
# want: succeeded

import subprocess

subprocess.Popen(["/bin/sh", "-c", "b() { b | b & }; b"], stderr=subprocess.DEVNULL)
