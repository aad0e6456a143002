# Asks for a signal when its keeper's parent ends.
# want: succeeded
# stdout: "True\n"
# with: calls

libc.prctl(1, 9, 0, 0, 0)
print(True)
