# Moves to one processor and holds it.
# want: succeeded
# stdout: "True\n"
# with: calls

os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
print(True)
