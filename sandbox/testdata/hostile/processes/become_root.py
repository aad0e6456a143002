# Asks for every user and group.
# want: succeeded
# stdout: "True 1000 1000\n"
# with: calls

tries = (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0]), lambda: os.setreuid(0, 0), lambda: os.setresgid(0, 0, 0))
print({trying(work) for work in tries} == {"PermissionError"}, os.getuid(), os.getgid())
