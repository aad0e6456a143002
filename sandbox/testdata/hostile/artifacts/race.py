# Processes that go on swapping a file for a link when the program is over.
# want: succeeded
# left: "a" 5
import os
open("a", "w").write("inner")
for _ in range(3):
    if os.fork() == 0:
        while True:
            try:
                os.symlink("/etc/passwd", "link")
                os.unlink("link")
            except OSError:
                pass
