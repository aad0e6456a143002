# Another, with alternatives.
# want: time_limit TimeoutError
# limit: wall 300ms

import re

re.search(r"^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 60)
