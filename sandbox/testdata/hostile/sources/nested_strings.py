# Texts in texts in texts.
# want: failed SyntaxError

compile("f'{" * 1000 + "1" + "}'" * 1000, "x", "exec")
