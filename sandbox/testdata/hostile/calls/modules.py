# Loads code into the kernel.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(175, 0, 0, b""), call(313, 0, b"", 0), call(176, b"x", 0)})
