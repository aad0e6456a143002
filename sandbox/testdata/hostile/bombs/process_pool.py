# A pool of two hundred worker processes.
# want: failed

import multiprocessing

multiprocessing.Pool(200).map(abs, range(1000))
