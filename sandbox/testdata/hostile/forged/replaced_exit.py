# Takes the ways to end away.
# want: succeeded
# stdout: "after\n"

import os
import sys

os._exit = sys.exit = lambda *_: None
os.kill = os.abort = None
print("after")
