# Makes a block device.
# want: succeeded
# stdout: "PermissionError\n"
# with: calls

print(trying(lambda: os.mknod("/tmp/d", 0o60666, os.makedev(254, 0))))
