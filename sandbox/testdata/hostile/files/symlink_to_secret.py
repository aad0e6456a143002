# Reads it through a link.
# want: succeeded
# stdout: "PermissionError\n"
# with: calls

os.symlink("/etc/shadow", "l")
print(trying(lambda: open("l").read()))
