# An exception whose text and name lie and break.
# want: failed E

class E(Exception):
    def __str__(self):
        raise SystemExit(0)


raise E
