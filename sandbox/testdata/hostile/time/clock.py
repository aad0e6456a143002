# Sets the clock.
# want: succeeded
# stdout: "['EPERM', 'EPERM', 'EPERM']\n"
# with: calls

print([call(164, 0, 0), call(227, 0, 0), call(159, 0)])
