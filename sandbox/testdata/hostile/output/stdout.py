# Writes for ever.
# want: output_limit
# limit: output 100000

while True:
    print("x" * 70)
