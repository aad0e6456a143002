# Uses processor time by threads.
# want: time_limit TimeoutError
# limit: cpu 1s

import threading


def spin():
    while True:
        pass


for _ in range(4):
    threading.Thread(target=spin).start()
