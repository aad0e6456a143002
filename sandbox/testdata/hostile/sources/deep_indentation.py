# A thousand blocks in blocks.
# want: failed IndentationError

exec("\n".join(" " * i + "if 1:" for i in range(1000)) + "\n" + " " * 1000 + "pass")
