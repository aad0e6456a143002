# Binds itself to one processor, with the least priority.
# want: succeeded

import os

os.sched_setaffinity(0, {0} & os.sched_getaffinity(0) or os.sched_getaffinity(0))
os.setpriority(os.PRIO_PROCESS, 0, 19)
