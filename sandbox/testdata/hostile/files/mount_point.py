# Changes and removes the places that every run has.
# want: succeeded
# stdout: "True\n"
# with: calls

print({trying(lambda: work(d)) for work in (os.rmdir, lambda d: os.chmod(d, 0)) for d in ("/tmp", "/dev/shm", "/proc", "/dev")} <= {"OSError", "PermissionError"})
