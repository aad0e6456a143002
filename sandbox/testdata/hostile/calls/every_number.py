# Every number with empty arguments, each in a child that has no time.
# want: succeeded
# stdout: "True\n"
# with: calls

import resource

blocking = {7, 22, 23, 34, 35, 61, 130, 202, 230, 247, 270, 271, 281, 232, 441}
children = 0
for number in range(0, 470):
    if number in blocking:
        continue
    child = os.fork()
    if child == 0:
        os.dup2(os.open("/dev/null", os.O_RDWR), 0)
        os.dup2(0, 1)
        signal.alarm(1)
        libc.syscall(ctypes.c_long(number), 0, 0, 0, 0, 0, 0)
        os._exit(0)
    children += 1
    try:
        os.waitpid(child, 0)
    except ChildProcessError:
        pass
print(children > 400)
