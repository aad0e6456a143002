# Goes on inside of a sort.
# want: time_limit TimeoutError
# limit: wall 300ms

class A:
    def __lt__(self, other):
        while True:
            pass


sorted([A(), A()])
