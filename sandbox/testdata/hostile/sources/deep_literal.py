# A deep list for a parser of data.
# want: succeeded
# stdout: "True\n"
# with: calls

import ast
import json

print([trying(lambda: f("[" * 100000 + "]" * 100000)) in ("RecursionError", "MemoryError", "SyntaxError") for f in (ast.literal_eval, json.loads)] == [True, True])
