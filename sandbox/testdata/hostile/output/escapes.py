# Sequences that steer a terminal.
# want: succeeded
# stdout: "\x1b]0;owned\a\x1b[2J\x1b[99999;99999H\x1bc\x1b[31mred"

print("\x1b]0;owned\a\x1b[2J\x1b[99999;99999H\x1bc\x1b[31mred", end="")
