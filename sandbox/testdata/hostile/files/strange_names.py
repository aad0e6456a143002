# Names with line ends, markup, bytes that are no text.
# want: succeeded
# stdout: "True\n"
# with: calls

for name in (b"\n", b"<script>alert(1)</script>".replace(b"/", b"|"), b"\xff\xfe", b"-rf *", b" ", b"..." * 80):
    open(name, "wb").close()
print(len(os.listdir(b".")) == 6)
