# Every call about them, by number.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(n, 1, 1, 0, 0, 0, 0) for n in (41, 42, 43, 46, 47, 49, 50, 288, 299, 307)})
