# Asks the programs that change users.
# want: succeeded
# stdout: "True\n"

import subprocess

codes = []
for args in (["su", "-c", "id"], ["mount"], ["unshare", "-r", "id"], ["chroot", "/", "id"], ["nsenter", "-t", "1", "-a", "id"]):
    try:
        codes.append(subprocess.run(args, capture_output=True, stdin=subprocess.DEVNULL).returncode)
    except FileNotFoundError:
        codes.append(1)
print(0 not in codes)
