# Half a character.
# want: failed UnicodeEncodeError
# stdout: ""

print("\ud800")
