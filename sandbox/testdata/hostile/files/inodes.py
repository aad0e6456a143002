# Folders until none fits.
# want: succeeded
# stdout: "OSError\n"
# with: calls

def fill():
    for i in range(10000):
        os.mkdir(f"/tmp/{i}")


print(trying(fill))
