# -*- coding: rot13 -*-
# A source that says it is turned by thirteen.
# want: succeeded
# stdout: "in\n"

print("in")
