# Calls a fixed address of the kernel with nonsense.
# want: failed exit 139
# with: calls

ctypes.CFUNCTYPE(ctypes.c_long)(0xFFFFFFFFFF600800)(0)
ctypes.string_at(0xFFFFFFFF81000000)
