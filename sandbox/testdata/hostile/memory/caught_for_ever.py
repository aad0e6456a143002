# Catches the error and tries again.
# want: time_limit
# limit: wall 500ms

while True:
    try:
        x = b"x" * (300 << 20)
    except MemoryError:
        pass
