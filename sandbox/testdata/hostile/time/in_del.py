# Goes on where an object ends.
# want: time_limit TimeoutError
# limit: wall 300ms

class A:
    def __del__(self):
        while True:
            pass


del [A()][0]
