# Asks the template's socket for a child.
# want: succeeded
# stdout: "True\n"
# with: calls

import os

print(all(trying(lambda: os.write(fd, b"spawn")) == "OSError" for fd in range(4, 128)))
