# Puts something else in place of the streams.
# want: succeeded
# stdout: ""

import sys

sys.stdout = sys.stderr = sys.stdin = None
print("nowhere")
