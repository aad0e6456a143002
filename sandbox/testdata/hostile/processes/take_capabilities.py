# Asks for capabilities.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

print(call(126, (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)))
