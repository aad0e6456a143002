# Calls itself without an end.
# want: failed RecursionError

def f():
    f()


f()
