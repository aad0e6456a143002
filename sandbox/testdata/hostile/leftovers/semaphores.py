# Semaphores with names.
# want: succeeded
# with: calls

libc.sem_open.restype = ctypes.c_void_p
print(bool(libc.sem_open(b"/left", 0o100, 0o666, 1)))
