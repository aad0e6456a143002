# Reads what only root may.
# want: succeeded
# stdout: "True\n"
# with: calls

print({trying(lambda: open(p).read()) for p in ("/etc/shadow", "/etc/gshadow", "/root/.bashrc", "/dev/mem", "/dev/kmsg", "/dev/port")} <= {"PermissionError", "FileNotFoundError"})
