# Letters that the compiler takes for others.
# want: succeeded
# stdout: "2\n"

ｘ = 2
print(x)
