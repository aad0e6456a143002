# Waits for a program that sleeps.
# want: time_limit TimeoutError
# limit: wall 400ms

import subprocess

subprocess.run(["/bin/sleep", "100"])
