# Lists the devices.
# want: succeeded
# stdout: "True\n"
# with: calls

print(set(os.listdir("/dev")) <= {"null", "zero", "full", "random", "urandom", "tty", "console", "ptmx", "pts", "shm", "mqueue", "fd", "stdin", "stdout", "stderr", "core"})
