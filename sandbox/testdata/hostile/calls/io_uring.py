# Calls that pass by a filter.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(425, 1, (ctypes.c_uint64 * 16)()), call(426, 0, 0, 0, 0, 0), call(427, 0, 0, 0, 0)})
