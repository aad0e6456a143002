# Reads and writes the memory of others.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(number, 1, 0, 0, 0, 0, 0) for number in (310, 311)})
