# Asks for a buffer of a gigabyte.
# want: succeeded
# stdout: "True\n"

import socket

a, b = socket.socketpair()
a.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)
print(a.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) < 1 << 24)
