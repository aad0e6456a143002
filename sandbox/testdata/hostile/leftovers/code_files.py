# Modules where the next run looks first.
# want: succeeded
# with: calls

for name in ("json", "os", "sitecustomize", "usercustomize", "ctypes"):
    for folder in ("/home", "/tmp"):
        open(f"{folder}/{name}.py", "w").write("print('owned')")
