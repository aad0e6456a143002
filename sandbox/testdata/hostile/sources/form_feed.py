# A form feed before a block.
# want: succeeded
# stdout: "1\n"

if True:
    print(1)
