# Sends a descriptor to outlive its owner.
# want: succeeded
# stdout: "PermissionError\n"
# with: calls

import socket

a, b = socket.socketpair()
print(trying(lambda: socket.send_fds(a, [b"x"], [1])))
