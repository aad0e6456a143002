# Locks a file and leaves a child that holds it.
# want: succeeded
# stdout: "0\n"
# with: calls

import fcntl

f = open("f", "w")
fcntl.flock(f, fcntl.LOCK_EX)
if os.fork() == 0:
    time.sleep(60)
print(0)
