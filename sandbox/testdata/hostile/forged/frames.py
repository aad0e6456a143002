# Writes what the init would say.
# want: succeeded
# stdout: "\x05\u2400\u2400\u2400\x0b{\"status\":7}"

import os

os.write(1, b"\5\0\0\0\x0b" + b'{"status":7}')
