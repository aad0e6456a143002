# Forks by number, past the library.
# want: succeeded
# stdout: "True\n"
# with: calls

n = 0
while n < 100:
    pid = libc.syscall(57)
    if pid == 0:
        libc.pause()
    if pid < 0:
        break
    n += 1
print(n < 32)
