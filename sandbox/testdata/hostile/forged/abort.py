# Ends by an abort.
# want: failed exit 134

import os

os.abort()
