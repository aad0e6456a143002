# Allocates past the interpreter.
# want: succeeded
# stdout: "True\n"
# with: calls

libc.malloc.restype = ctypes.c_void_p
n = 0
while libc.malloc(ctypes.c_size_t(8 << 20)) and n < 1000:
    n += 1
print(n < 32)
