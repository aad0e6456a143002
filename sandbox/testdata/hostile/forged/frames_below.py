# Looks for our code below its own.
# want: succeeded
# stdout: "None\n"

import sys

print(sys._getframe().f_back)
