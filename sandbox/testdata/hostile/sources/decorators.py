# Thousands of decorators.
# want: failed

exec("@abs\n" * 3000 + "def f(): pass")
