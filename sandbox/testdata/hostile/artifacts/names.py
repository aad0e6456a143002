# Names that mean something to a shell, a terminal, a browser or a decoder.
# want: succeeded
# left: "a\nb" 1, "<script>" 1, "��" 1, "\x1b[31m" 1, "\u202egpj.exe" 1, "\"; rm -rf ~; \"" 1, "C:\\x" 1, "xxxxxxxxxxxxxxxxxxxx" 1
import os
for n, name in enumerate((b"a\nb", b"<script>", b"\xff\xfe", b"\x1b[31m", "\u202egpj.exe".encode(), b'"; rm -rf ~; "', b"C:\\x", b"x" * 255)):
    descriptor = os.open(name, os.O_CREAT | os.O_WRONLY)
    os.write(descriptor, b"1")
    os.utime(name, (n, n))
