# Changes swap, accounting and quotas.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(167, b"/tmp/x", 0), call(168, b"/tmp/x"), call(163, b"/tmp/x"), call(179, 0, b"", 0, 0)})
