# A sequence that never ends.
# want: output_limit
# limit: output 100000

print("\x1b[", end="")
while True:
    print("1;" * 500, end="")
