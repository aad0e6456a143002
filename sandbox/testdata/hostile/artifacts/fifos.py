# Opening a FIFO waits for its other end; reading one never ends. None can be made.
# want: succeeded
# left: "z" 1
import os
for name in "a", "b.png":
    try:
        os.mkfifo(name)
        raise SystemExit("a FIFO was made")
    except PermissionError:
        pass
open("z", "w").write("1")
