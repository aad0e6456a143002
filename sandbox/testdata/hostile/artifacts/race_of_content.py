# A process that goes on writing does not when the file is read.
# want: succeeded
import os, time
open("a", "w").write("x")
if os.fork() == 0:
    file = open("a", "a")
    while True:
        file.write("x" * 1000)
        file.truncate(file.tell() // 2)
time.sleep(.05)
