# The call whose flags a filter cannot read.
# want: succeeded
# stdout: "ENOSYS\n"
# with: calls

print(call(435, (ctypes.c_uint64 * 11)(0x10000000), 88))
