# Marks that show other code than what runs.
# want: succeeded
# stdout: "False\n"

access = "user\u202e \u2066# admin\u2069 \u2066"
print(access == "user")
