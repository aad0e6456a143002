# Takes a descriptor of another process.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

print(call(438, os.pidfd_open(os.getpid()), 0, 0))
