# Code that breaks the interpreter.
# want: failed exit 139

f = lambda: 0
f.__code__ = f.__code__.replace(co_code=b"\x53\xff" * 100, co_consts=())
f()
