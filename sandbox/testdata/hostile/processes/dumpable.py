# Makes itself readable for others.
# want: succeeded
# stdout: "-1\n"
# with: calls

print(libc.prctl(4, 1, 0, 0, 0))
