# Looks for capabilities.
# want: succeeded
# stdout: "[0, 0, 0] 0\n"
# with: calls

data = (ctypes.c_uint32 * 6)()
libc.capget((ctypes.c_uint32 * 2)(0x20080522, 0), data)
print(list(data)[:3], sum(libc.prctl(23, c, 0, 0, 0) for c in range(41)))
