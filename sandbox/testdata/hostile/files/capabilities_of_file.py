# Gives a file capabilities.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

open("f", "w").close()
print(call(188, b"f", b"security.capability", b"\1\0\0\2\xff\xff\xff\xff" + bytes(12), 20, 0))
