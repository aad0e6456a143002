# Claims an exception and ends well.
# want: succeeded
# stdout: ""

import os

text = b"Forged\0text"
os.write(3, b"e" + len(text).to_bytes(4, "little") + text)
