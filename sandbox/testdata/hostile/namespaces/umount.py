# Takes mounts away to see what is below.
# want: succeeded
# stdout: "{'EPERM'}\n"
# with: calls

print({call(166, p, f) for p in (b"/tmp", b"/proc", b"/run", b"/sys", b"/home") for f in (0, 2)})
