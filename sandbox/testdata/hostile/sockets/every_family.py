# Every family and kind.
# want: succeeded
# stdout: "{'PermissionError'}\n"
# with: calls

import socket

print({trying(lambda: socket.socket(f, k, 0)) for f in range(46) for k in (1, 2, 3, 5)})
