# Looks for our modules and what they hold.
# want: succeeded
# stdout: "[]\n"

import gc
import sys

ours = ("template", "confine", "keeper", "program", "streams", "policy", "forking")
print([n for n in ours if n in sys.modules])
