# Larger than a file may be, also where nothing is in it.
# want: succeeded
# left: "at_the_limit" 5242880
open("over", "wb").write(bytes((5 << 20) + 1))
open("at_the_limit", "wb").write(bytes(5 << 20))
open("sparse", "wb").truncate(16 << 20)
