# A file in memory that no limit of a process counts.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

print(call(319, b"x", 0))
