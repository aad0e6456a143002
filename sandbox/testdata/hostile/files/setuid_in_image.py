# Looks for programs that change the user.
# want: succeeded
# stdout: "[]\n"
# with: calls

found = []
for folder in ("/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/lib", "/usr/libexec", "/usr/local"):
    for path, _, names in os.walk(folder):
        found += [n for n in names if os.lstat(os.path.join(path, n)).st_mode & 0o6000]
print(found)
