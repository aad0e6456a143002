# Variables, the folder, the mask, the niceness.
# want: succeeded
# with: calls

os.environ["LEFT"] = "secret"
libc.setenv(b"LEFT2", b"secret", 1)
os.umask(0)
os.nice(19)
os.chdir("/")
