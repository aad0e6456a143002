"""python3 -m coderemote_cplx: a request on standard input, the answer on standard output."""

from . import main

main()
