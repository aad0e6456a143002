# Markup and script.
# want: succeeded
# stdout: "<script>alert(1)</script><img src=x onerror=alert(1)>\n"

print("<script>alert(1)</script><img src=x onerror=alert(1)>")
