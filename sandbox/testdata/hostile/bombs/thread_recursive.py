# Every thread starts threads.
# want: time_limit
# limit: wall 600ms

import threading


def more():
    while True:
        try:
            threading.Thread(target=more).start()
        except (RuntimeError, MemoryError):
            pass


more()
