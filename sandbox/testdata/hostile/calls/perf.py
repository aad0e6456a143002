# Measures the kernel.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

print(call(298, (ctypes.c_uint64 * 16)(), 0, -1, -1, 0))
