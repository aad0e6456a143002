# A long chain of names.
# want: succeeded
# stdout: "True\n"
# with: calls

print(trying(lambda: compile("a" + ".b" * 100000, "x", "eval")) in ("RecursionError", "MemoryError"))
