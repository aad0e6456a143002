# Names the host.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(170, b"x", 1), call(171, b"x", 1)})
