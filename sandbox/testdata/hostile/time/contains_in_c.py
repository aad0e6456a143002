# Searches in what never ends.
# want: time_limit TimeoutError
# limit: wall 300ms

import itertools

-1 in itertools.count()
