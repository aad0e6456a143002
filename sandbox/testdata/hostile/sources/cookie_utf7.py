# -*- coding: utf-7 -*-
# A source that says it is in an encoding that hides code.
# want: succeeded
# stdout: "+AGE-\n"

print("+AGE-")
