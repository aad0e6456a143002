# A link to itself.
# want: succeeded
# stdout: "OSError\n"
# with: calls

os.symlink("l", "l")
print(trying(lambda: open("l")))
