# Memory that not even the kernel sees.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

print(call(447, 0))
