# Every call of another table, each in a child.
# want: succeeded
# stdout: "{31}\n"
# with: calls

ends = set()
for number in range(0, 550, 7):
    child = os.fork()
    if child == 0:
        libc.syscall(ctypes.c_long(0x40000000 | number), 0, 0, 0, 0, 0, 0)
        os._exit(0)
    ends.add(os.waitpid(child, 0)[1])
print(ends)
