# Looks where the kernel tells about others.
# want: succeeded
# stdout: "[] [] [] []\n"
# with: calls

print(os.listdir("/proc"), os.listdir("/run"), os.listdir("/sys"), os.listdir("/dev/pts"))
