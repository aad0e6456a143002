# A line that is written over for ever.
# want: output_limit
# limit: output 100000

while True:
    print("50 %", end="\r")
