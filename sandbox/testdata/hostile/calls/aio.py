# The old way to do so.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

print(call(206, 1, (ctypes.c_uint64 * 1)()))
