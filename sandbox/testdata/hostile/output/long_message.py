# An exception with a text of ten megabytes.
# want: output_limit

raise ValueError("x" * (10 << 20))
