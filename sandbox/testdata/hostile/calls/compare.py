# Compares objects of the kernel, advises on memory of others.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(312, 1, 1, 0, 0, 0), call(440, 0, 0, 0, 0, 0)})
