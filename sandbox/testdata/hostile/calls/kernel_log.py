# Reads the kernel's log.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

print(call(103, 3, ctypes.create_string_buffer(100), 100))
