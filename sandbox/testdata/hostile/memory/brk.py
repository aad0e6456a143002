# Moves the end of the heap by number.
# want: succeeded
# stdout: "True\n"
# with: calls

libc.sbrk.restype = ctypes.c_void_p
n = 0
while libc.sbrk(ctypes.c_ssize_t(8 << 20)) != ctypes.c_void_p(-1).value and n < 1000:
    n += 1
print(n < 32)
