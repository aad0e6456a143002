# The kernel's key rings, that outlive processes.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(248, b"user", b"a", b"b", 1, -3), call(249, b"user", b"a", 0, -3), call(250, 0, 0), call(250, 1, b"x")})
