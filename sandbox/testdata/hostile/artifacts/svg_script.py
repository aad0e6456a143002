# A picture with a program in it is a file like any other here.
# want: succeeded
# left: "a.svg" 99
text = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(document.cookie)</script>'
open("a.svg", "w").write(text.ljust(99))
