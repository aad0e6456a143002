# Queues with names.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(240, b"x", 0o102, 0o600, 0), call(241, b"x"), call(242, 0, 0, 0, 0, 0), call(243, 0, 0, 0, 0, 0), call(244, 0, 0), call(245, 0, 0, 0)})
