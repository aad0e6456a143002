# Folders in folders, deeper than a path is long.
# want: succeeded
# stdout: "True\n"
# with: calls

n = 0
while n < 20000:
    if trying(lambda: os.mkdir("x" * 200)) or trying(lambda: os.chdir("x" * 200)):
        break
    n += 1
print(n < 5000)
