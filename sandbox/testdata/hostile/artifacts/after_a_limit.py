# What was written before the time was over is kept.
# want: time_limit
# limit: wall 300ms
# left: "before" 6
open("before", "w").write("before")
while True:
    pass
