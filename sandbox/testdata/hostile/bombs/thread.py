# Threads until none fits.
# want: succeeded
# stdout: "True\n"

import threading
import time

n = 0
while True:
    try:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    except RuntimeError:
        break
    n += 1
print(20 < n < 32)
