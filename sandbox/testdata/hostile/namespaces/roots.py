# Changes what the root is.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(155, b"/", b"/tmp"), call(161, b"/tmp")})
