# -*- coding: latin-1 -*-
# A source that says it is in another encoding.
# want: succeeded
# stdout: "é\n"

print("é")
