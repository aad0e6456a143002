# Threads in many processes together are bounded as processes are.
# want: succeeded
# stdout: "True\n"

import os
import threading
import time

for _ in range(4):
    if os.fork() == 0:
        try:
            while True:
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        except (RuntimeError, MemoryError):
            os._exit(0)
while True:
    try:
        os.wait()
    except ChildProcessError:
        break
print(True)
