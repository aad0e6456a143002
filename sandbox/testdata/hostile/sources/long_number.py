# A number with too many digits, compiled.
# want: failed SyntaxError

compile("x = " + "9" * 100000, "x", "exec")
