# Pins pages of the host.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

page = mmap.mmap(-1, 16 << 20)
print(call(149, ctypes.addressof(ctypes.c_char.from_buffer(page)), 16 << 20))
