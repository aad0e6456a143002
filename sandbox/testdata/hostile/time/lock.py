# Takes a lock twice.
# want: time_limit TimeoutError
# limit: wall 300ms

import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()
