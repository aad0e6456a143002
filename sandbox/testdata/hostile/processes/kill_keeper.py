# Sends every signal to the first process.
# want: succeeded
# stdout: "{'PermissionError'}\n"
# with: calls

print({trying(lambda: os.kill(1, s)) for s in range(1, 65)})
