# Reaches hardware, segments, terminals.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(172, 3), call(173, 0, 100, 1), call(154, 0, 0, 0), call(153)})
