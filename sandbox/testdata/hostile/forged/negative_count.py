# Claims to have taken less than nothing.
# want: succeeded
# stdout: ""

import os

for text in (b"-1", b"99999999999999999999", b"", b"\xff"):
    os.write(3, b"w" + len(text).to_bytes(4, "little") + text)
