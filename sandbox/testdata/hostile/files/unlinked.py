# Holds a full file that has no name.
# want: succeeded
# stdout: "OSError\n"
# with: calls

fd = os.open("f", os.O_CREAT | os.O_RDWR)
os.unlink("f")


def fill():
    while True:
        os.write(fd, bytes(1 << 20))


print(trying(fill))
