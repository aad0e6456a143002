# Sends it by a descriptor.
# want: succeeded
# stdout: "True\n"
# with: calls

fd = trying(lambda: os.pidfd_open(1))
print(fd == "PermissionError" or trying(lambda: signal.pidfd_send_signal(fd, 9)) == "PermissionError")
