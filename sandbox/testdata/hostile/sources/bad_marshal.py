# Bytes that are no code.
# want: failed

import marshal

marshal.loads(b"\xe3" + b"\xff" * 100)
