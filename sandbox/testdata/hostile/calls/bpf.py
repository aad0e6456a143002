# Loads a program into the kernel.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

print(call(321, 0, (ctypes.c_uint64 * 16)(), 128))
