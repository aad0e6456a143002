# An exception that looks like a limit.
# want: failed TimeoutError

raise TimeoutError("Execution timed out after 10 s")
