# Fills each place that can be written to.
# want: succeeded
# stdout: "['OSError', 'OSError', 'OSError']\n"
# with: calls

def fill(folder):
    with open(folder + "/f", "wb", 0) as f:
        while True:
            f.write(bytes(1 << 20))


print([trying(lambda: fill(d)) for d in ("/tmp", "/home", "/dev/shm")])
