# Links without end.
# want: succeeded
# stdout: "True\n"
# with: calls

n = 0
while n < 100000 and trying(lambda: os.symlink("/etc/passwd", f"l{n}")) is None:
    n += 1
print(n < 5000)
