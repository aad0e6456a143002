# Turns the machine off.
# want: succeeded
# stdout: "EPERM\n"
# with: calls

print(call(169, 0xFEE1DEAD, 672274793, 0x4321FEDC, 0))
