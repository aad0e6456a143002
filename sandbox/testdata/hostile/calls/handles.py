# Opens files by number instead of by name.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(303, -100, b"/", 0, 0, 0), call(304, 0, 0, 0)})
