# Catches whatever comes and goes on.
# want: time_limit TimeoutError
# limit: wall 300ms

while True:
    try:
        while True:
            pass
    except BaseException:
        continue
