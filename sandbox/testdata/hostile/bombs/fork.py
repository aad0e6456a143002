# Forks until no process fits any more.
# want: succeeded
# stdout: "True\n"
# with: calls

n = 0
while True:
    try:
        if os.fork() == 0:
            time.sleep(60)
        n += 1
    except BlockingIOError:
        break
print(n < 32)
