# A pattern that tries every way.
# want: time_limit TimeoutError
# limit: wall 300ms

import re

re.match("(a+)+$", "a" * 40 + "b")
