# The text of a huge number.
# want: failed ValueError

str(10**100000)
