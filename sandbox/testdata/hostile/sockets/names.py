# Asks for the address of a name.
# want: failed socket.gaierror

import socket

socket.getaddrinfo("example.org", 80)
