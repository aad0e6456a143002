# Leaves input that it did not read.
# want: succeeded
# stdout: "first\n"
# stdin: "first\nsecond\nthird\n"

print(input())
