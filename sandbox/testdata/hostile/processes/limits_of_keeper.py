# Changes the limits of the first process.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

print(call(302, 1, 0, 0, 0))
