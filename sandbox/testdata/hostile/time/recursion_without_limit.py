# Calls itself in C without an end.
# want: failed exit 139|failed RecursionError

import sys

sys.setrecursionlimit(1 << 30)


class A:
    def __repr__(self):
        return repr([self])


repr(A())
