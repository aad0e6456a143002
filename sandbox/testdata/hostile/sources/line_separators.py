# Line ends that are none for the compiler.
# want: succeeded
# stdout: "1\n"

x = 1  # 
print(x)
