# A program of its own that changes the user.
# want: succeeded
# stdout: "1000 1000\n"
# with: calls

import shutil

shutil.copy("/usr/bin/id", "/tmp/id")
os.chmod("/tmp/id", 0o6755)
import subprocess

print(subprocess.check_output(["/tmp/id", "-u"], text=True).strip(), os.geteuid())
