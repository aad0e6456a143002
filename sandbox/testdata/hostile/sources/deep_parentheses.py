# Ten thousand brackets.
# want: succeeded
# stdout: "SyntaxError\n"
# with: calls

print(trying(lambda: eval("(" * 10000 + ")" * 10000)))
