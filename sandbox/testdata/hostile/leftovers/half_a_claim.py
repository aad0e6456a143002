# Ends in the middle of a claim.
# want: succeeded

import os

os.write(3, b"e" + (100).to_bytes(4, "little") + b"For")
