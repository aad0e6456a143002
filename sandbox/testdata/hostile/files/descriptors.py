# Pipes until none fits.
# want: succeeded
# stdout: "True\n"
# with: calls

n = []
while True:
    try:
        n.append(os.pipe())
    except OSError:
        break
print(len(n) < 32)
