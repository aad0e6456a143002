# A library function that collects first.
# want: memory_limit MemoryError

import itertools

list(itertools.product(itertools.count(), repeat=2))
