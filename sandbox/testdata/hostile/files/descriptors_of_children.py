# Descriptors of many processes together.
# want: succeeded
# stdout: "True\n"
# with: calls

for _ in range(20):
    if os.fork() == 0:
        while trying(os.pipe) != "OSError":
            pass
        os._exit(0)
for _ in range(20):
    os.wait()
print(True)
