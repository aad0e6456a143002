# Blocks in the kernel by number.
# want: time_limit TimeoutError
# limit: wall 300ms
# with: calls

word = ctypes.c_int(0)
libc.syscall(202, ctypes.byref(word), 0, 0, 0, 0, 0)
