# Writes where only the image may.
# want: succeeded
# stdout: "True\n"
# with: calls

places = ("", "/etc", "/usr", "/run", "/dev", "/proc", "/sys", "/var/tmp", "/usr/libexec/coderemote", "/root", "/boot", "/opt")
print({trying(lambda: open(d + "/x", "w")) for d in places} <= {"OSError", "PermissionError", "FileNotFoundError"})
