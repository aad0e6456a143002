# Files and folders that nobody may read, and one that hides.
# want: succeeded
# left: "seen" 1
import os
for name in "none", ".hidden", "seen":
    open(name, "w").write("1")
os.chmod("none", 0)
os.mkdir("closed")
open("closed/inner", "w").write("1")
os.chmod("closed", 0)
