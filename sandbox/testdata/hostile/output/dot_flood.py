# Many small prints that are flushed each.
# want: output_limit
# limit: output 20000

while True:
    print(".", end="", flush=True)
