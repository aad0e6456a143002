# A file without a name is gone with its program.
# want: succeeded
# left: 
import os
file = open("a", "w")
file.write("1")
os.unlink("a")
os.mkdir("empty")
