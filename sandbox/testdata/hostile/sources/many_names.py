# Thousands of names in one function.
# want: succeeded
# stdout: "5000\n"

code = "def f():\n" + "".join(f"  v{i} = {i}\n" for i in range(5000)) + "  return len(locals())"
exec(code)
print(f())
