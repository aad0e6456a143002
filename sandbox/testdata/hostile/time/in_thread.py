# A thread goes on after the last line.
# want: time_limit TimeoutError
# limit: wall 300ms

import threading
import time

threading.Thread(target=time.sleep, args=(10**6,)).start()
