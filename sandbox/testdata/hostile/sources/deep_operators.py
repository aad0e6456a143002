# A hundred thousand signs.
# want: succeeded
# stdout: "True\n"
# with: calls

print(trying(lambda: compile("-" * 100000 + "1", "x", "eval")) in ("RecursionError", "MemoryError"))
