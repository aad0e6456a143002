# Changes what is there: names, rights, owners, times.
# want: succeeded
# stdout: "True\n"
# with: calls

path = "/usr/bin/python3"
tries = (os.unlink, lambda p: os.chmod(p, 0o777), lambda p: os.chown(p, 1000, 1000), os.utime, lambda p: os.rename(p, "/tmp/p"), lambda p: os.truncate(p, 0))
print({trying(lambda: work(path)) for work in tries} <= {"OSError", "PermissionError"})
