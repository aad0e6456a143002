# -*- coding: nonsense -*-
# A source that says it is in an encoding that nobody knows.
# want: succeeded
# stdout: "in\n"

print("in")
