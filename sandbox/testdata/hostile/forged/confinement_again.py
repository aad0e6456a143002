# Uses our objects, found among all.
# want: failed

import gc

import os
found = [o for o in gc.get_objects() if type(o).__name__ == "Confinement"]
print(len(found))
if found:
    import socket
    found[0].apply(socket.socketpair()[0])
raise SystemExit(1)
