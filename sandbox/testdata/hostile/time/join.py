# Waits for two threads that wait for each other.
# want: time_limit TimeoutError
# limit: wall 300ms

import threading

threads = []
for other in (1, 0):
    threads.append(threading.Thread(target=lambda other=other: (started.wait(), threads[other].join())))
started = threading.Event()
for thread in threads:
    thread.start()
started.set()
