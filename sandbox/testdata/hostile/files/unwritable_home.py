# Takes the rights from its own folder.
# want: succeeded
# stdout: "PermissionError\n"
# with: calls

os.chmod("/home", 0)
print(trying(lambda: open("f", "w")))
