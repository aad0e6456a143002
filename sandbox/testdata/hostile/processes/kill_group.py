# Kills its own group.
# want: failed exit 137
# stdout: "True\n"
# with: calls

print(os.getpgrp() == os.getsid(0) == os.getpid(), flush=True)
os.kill(0, 9)
