# A character that nobody sees.
# want: failed SyntaxError
# stdout: ""

x​ = 1
