# A library function that takes long.
# want: time_limit TimeoutError
# limit: wall 300ms

import math

math.factorial(10**8)
