# Raises every limit.
# want: succeeded
# stdout: "{'ValueError'}\n"
# with: calls

import resource

names = ("AS", "CPU", "FSIZE", "NOFILE", "NPROC", "STACK", "CORE", "MEMLOCK")
print({trying(lambda: resource.setrlimit(getattr(resource, "RLIMIT_" + n), (1 << 62, 1 << 62))) for n in names})
