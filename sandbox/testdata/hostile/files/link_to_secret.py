# A second name for a file of another.
# want: succeeded
# stdout: "True\n"
# with: calls

print({trying(lambda: os.link(p, "/tmp/l")) for p in ("/etc/shadow", "/etc/passwd")} <= {"OSError", "PermissionError"})
