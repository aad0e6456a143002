# Thousands of arguments.
# want: succeeded
# stdout: "3000\n"

exec("def f(" + ",".join(f"a{i}" for i in range(3000)) + "): return 3000")
print(f(*range(3000)))
