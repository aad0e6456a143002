# Numbers that no kernel has, and old ones that it forgot.
# want: succeeded
# stdout: "{'ENOSYS'}\n"
# with: calls

print({call(n, 0, 0, 0, 0, 0, 0) for n in (*range(470, 1024), 9999, 0x3FFFFFFF, 134, 136, 139, 156, 174, 177, 178, 180, 181, 182, 183, 184, 185, 212, 236)})
