# Folders in folders, deeper than anybody looks.
# want: succeeded
# left: "top" 1, "0/0/0/0/near" 1
import os
open("top", "w").write("1")
os.utime("top", (1, 1))
path = "."
for depth in range(200):
    path += "/0"
    os.mkdir(path)
    if depth == 3:
        open(path + "/near", "w").write("1")
    if depth == 4:
        open(path + "/far", "w").write("1")
