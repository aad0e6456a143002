# Descriptors that watch descriptors that watch.
# want: succeeded
# stdout: "True\n"
# with: calls

import select

polls = [select.epoll()]
while trying(lambda: polls.append(select.epoll())) is None and trying(lambda: polls[-1].register(polls[-2])) is None:
    pass
print(len(polls) < 64)
