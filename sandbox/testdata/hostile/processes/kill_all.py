# Sends a signal to everybody.
# want: succeeded
# stdout: "ProcessLookupError\n"
# with: calls

print(trying(lambda: os.kill(-1, 9)))
