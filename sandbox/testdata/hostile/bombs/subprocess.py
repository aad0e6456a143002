# Starts interpreters until none fits.
# want: failed BlockingIOError

import subprocess
import sys

while True:
    subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
