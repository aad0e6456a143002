# Enters another namespace.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(308, fd, flag) for fd in (0, os.pidfd_open(os.getpid())) for flag in (0, 0x10000000, 0x20000)})
