# Binds a name that is in no file system.
# want: succeeded
# stdout: "PermissionError\n"
# with: calls

import socket

a, b = socket.socketpair()
print(trying(lambda: a.bind("\0left")))
