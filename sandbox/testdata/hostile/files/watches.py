# Watches until none fits.
# want: succeeded
# stdout: "True\n"
# with: calls

n = 0
fd = libc.inotify_init()
while n < 1000 and libc.inotify_add_watch(fd, b"/home", 0xFFF) >= 0:
    n += 1
print(True)
