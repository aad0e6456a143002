# Ends in the middle of a character.
# want: succeeded
# stdout: "\ufffd\ufffd"

import os

os.write(1, "€".encode()[:2])
