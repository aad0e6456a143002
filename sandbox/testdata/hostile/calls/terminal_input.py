# Types into a terminal.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(16, 0, request, b"x") for request in (0x5412, 0x540E, 0x541C, 0x5401 + 1, 0x8933)})
