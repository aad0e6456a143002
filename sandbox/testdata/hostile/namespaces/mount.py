# Mounts by the old calls.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(165, b"x", b"/tmp", b"tmpfs", 0, 0), call(165, b"/", b"/tmp", b"", 4096, 0), call(165, b"", b"/", b"", 32, 0)})
