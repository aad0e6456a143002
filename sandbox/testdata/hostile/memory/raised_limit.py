# Raises the limit first.
# want: succeeded
# stdout: "ValueError\n"
# with: calls

import resource

print(trying(lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40))))
