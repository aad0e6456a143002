# A power that takes long in one instruction.
# want: time_limit TimeoutError
# limit: wall 300ms

7 ** 7**9 % 10
