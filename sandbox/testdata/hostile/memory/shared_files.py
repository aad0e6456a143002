# Fills shared memory through a map.
# want: succeeded
# stdout: "True\n"
# with: calls

fd = os.open("/dev/shm/x", os.O_RDWR | os.O_CREAT)
print(trying(lambda: os.posix_fallocate(fd, 0, 1 << 30)) == "OSError")
