# A file of a terabyte with nothing in it.
# want: succeeded
# stdout: "OSError\n"
# with: calls

print(trying(lambda: os.truncate(os.open("f", os.O_CREAT | os.O_WRONLY), 1 << 40)))
