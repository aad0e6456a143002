# Cut and overlong sequences, and surrogates.
# want: succeeded
# stdout: "\ufffd\ufffd\ufffd(\ufffd\ufffd"

import os

os.write(1, b"\xc0\xaf\xff(\xe2\x82")
