# A thousand files and more in the run's own folder.
# want: succeeded
# stdout: "True\n"

n = 0
try:
    while n < 100000:
        open(f"f{n}", "w").close()
        n += 1
except OSError:
    pass
print(n < 5000)
