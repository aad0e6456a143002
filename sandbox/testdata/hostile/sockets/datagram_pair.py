# Pairs that keep messages apart.
# want: succeeded
# stdout: "{'PermissionError'}\n"
# with: calls

import socket

print({trying(lambda: socket.socketpair(socket.AF_UNIX, k)) for k in (socket.SOCK_DGRAM, socket.SOCK_SEQPACKET, socket.SOCK_RAW)})
