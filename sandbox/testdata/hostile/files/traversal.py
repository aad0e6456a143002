# Climbs out by dots.
# want: succeeded
# stdout: "True\n"
# with: calls

print(os.path.samefile("/" + "../" * 50, "/") and os.getcwd() == "/home")
