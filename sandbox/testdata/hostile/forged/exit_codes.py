# An exit code that looks like a signal.
# want: failed exit 137

raise SystemExit(137)
