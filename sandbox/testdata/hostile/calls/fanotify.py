# Watches the files of everybody.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(300, 0, 0), call(301, 0, 0, 0, 0, b"/")})
