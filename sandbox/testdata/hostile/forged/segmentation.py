# Reads where nothing is.
# want: failed exit 139

import ctypes

ctypes.string_at(0)
