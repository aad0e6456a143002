# Poisons what the library holds.
# want: succeeded
# with: calls

import builtins
import json
import sys

builtins.print = lambda *_: None
builtins.left = "secret"
json.dumps = lambda *_: "owned"
os.listdir = lambda *_: []
sys.modules["math"] = None
sys.path.insert(0, "/tmp")
open("/tmp/json.py", "w").write("dumps = lambda *_: 'owned'")
