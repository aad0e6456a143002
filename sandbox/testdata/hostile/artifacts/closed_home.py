# Its own folder is closed to itself.
# want: succeeded
# left: 
import os
open("a", "w").write("1")
os.chmod("/home", 0)
