# Claims violations that are none.
# want: succeeded
# stdout: "ran\n"

import os

for claim in (b"[[[", b"[[null,{},[]]]", b"x" * 60000):
    os.write(3, b"v" + len(claim).to_bytes(4, "little") + claim)
print("ran")
