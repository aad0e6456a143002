# Files everywhere, with rights that keep others from removing them.
# want: succeeded
# with: calls

for folder in ("/tmp", "/home", "/dev/shm"):
    os.makedirs(folder + "/left/a/b")
    open(folder + "/left/a/b/secret", "w").write("secret")
    os.chmod(folder + "/left", 0)
