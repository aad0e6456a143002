# Messages that outlive their senders.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(68, 0, 0o1600), call(69, 0, 0, 0, 0), call(70, 0, 0, 0, 0, 0), call(71, 0, 0, 0)})
