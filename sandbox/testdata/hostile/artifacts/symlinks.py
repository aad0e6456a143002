# Links to what the init could read.
# want: succeeded
# left: "own.txt" 3
import os
os.symlink("/etc/passwd", "passwd")
os.symlink("/usr/libexec/coderemote/boxinit", "init")
os.symlink("/", "root")
os.symlink("..", "up")
os.symlink("/proc/self/root", "proc")
os.mkdir("folder")
os.symlink("/etc", "folder/etc")
with open("own.txt", "w") as file:
    file.write("own")
