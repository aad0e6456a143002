# A letter with ten thousand accents.
# want: succeeded

print("a" + "\u0301" * 10000)
