# A line without an end.
# want: output_limit
# limit: output 100000

while True:
    print("x" * 1000, end="")
