# The smallest limits.
# want: succeeded

import resource

for name in ("NOFILE", "NPROC", "FSIZE", "STACK"):
    try:
        resource.setrlimit(getattr(resource, "RLIMIT_" + name), (4, 4))
    except (OSError, ValueError):
        pass
