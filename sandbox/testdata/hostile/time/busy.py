# Does nothing for ever.
# want: time_limit TimeoutError
# limit: wall 300ms

while True:
    pass
