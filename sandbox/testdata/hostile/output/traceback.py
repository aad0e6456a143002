# A traceback that would be long.
# want: failed RecursionError

def f(x):
    return g(x)


def g(x):
    return f(x)


f("x" * 10000)
