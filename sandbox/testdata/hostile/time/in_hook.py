# Goes on in the handler of its own exception.
# want: time_limit
# limit: wall 300ms

import sys
import time

sys.excepthook = lambda *_: time.sleep(10**6)
1 / 0
