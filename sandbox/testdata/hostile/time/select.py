# Waits for nothing.
# want: time_limit TimeoutError
# limit: wall 300ms

import select

select.select([], [], [])
