# Opens the terminal and a new one.
# want: succeeded
# stdout: "True\n"
# with: calls

print({trying(lambda: os.open(p, os.O_RDWR)) for p in ("/dev/tty", "/dev/ptmx", "/dev/console")} <= {"OSError", "PermissionError", "FileNotFoundError"})
