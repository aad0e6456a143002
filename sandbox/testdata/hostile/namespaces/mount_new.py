# Mounts by the new calls.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(430, b"tmpfs", 0), call(431, 0, 0, 0, 0, 0), call(432, 0, 0, 0), call(433, 0, b"/", 0), call(428, -100, b"/", 1), call(429, 0, b"", 0, b"", 0), call(442, 0, b"", 0, 0, 0)})
