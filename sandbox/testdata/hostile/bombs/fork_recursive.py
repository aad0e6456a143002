# Every process forks for ever.
# want: time_limit
# limit: wall 500ms

import os

while True:
    try:
        os.fork()
    except OSError:
        pass
