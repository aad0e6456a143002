# Each is small enough, all of them are not.
# want: succeeded
# left: "0" 4194304, "1" 4194304, "3" 2097152
import os, time
for name, size in ("0", 4), ("1", 4), ("2", 4), ("3", 2):
    with open(name, "wb") as file:
        file.write(bytes(size << 20))
    os.utime(name, (int(name), int(name)))
