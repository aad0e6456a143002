# Buffers of the kernel, filled.
# want: succeeded
# stdout: "True\n"

import socket

pairs = []
try:
    while True:
        pair = socket.socketpair()
        pair[0].setblocking(False)
        pairs.append(pair)
        try:
            while True:
                pair[0].send(bytes(1 << 16))
        except BlockingIOError:
            pass
except OSError:
    print(len(pairs) < 32)
