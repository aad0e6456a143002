# Marks that turn the direction of text.
# want: succeeded
# stdout: "\u202eevil\u2066\u200b\ufeff\n"

print("\u202eevil\u2066\u200b\ufeff")
