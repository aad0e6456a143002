# Names without end for one file.
# want: succeeded
# stdout: "True\n"
# with: calls

open("f", "w").close()
n = 0
while n < 100000 and trying(lambda: os.link("f", f"l{n}")) is None:
    n += 1
print(n < 5000)
