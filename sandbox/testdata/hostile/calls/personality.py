# Turns address randomization off.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

print(call(135, 0x0040000))
