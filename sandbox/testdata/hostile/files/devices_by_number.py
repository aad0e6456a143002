# Makes devices by both calls.
# want: succeeded
# stdout: "['EPERM', 'EPERM']\n"
# with: calls

print([call(133, b"/tmp/d", 0o20666, 0x0101), call(259, -100, b"/tmp/e", 0o60666, 0xFE00)])
