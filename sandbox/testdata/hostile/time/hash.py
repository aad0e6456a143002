# Keys that all fall into one place.
# want: time_limit TimeoutError
# limit: wall 400ms

class K(int):
    def __hash__(self):
        return 1


{K(i): i for i in range(10**6)}
