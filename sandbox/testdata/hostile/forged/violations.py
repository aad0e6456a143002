# Claims that the policy refused it.
# want: succeeded
# stdout: "ran\n"

import os

claim = b'[[1, 0, "forged"]]'
os.write(3, b"v" + len(claim).to_bytes(4, "little") + claim)
print("ran")
