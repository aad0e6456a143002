# Memory with a name.
# want: succeeded

from multiprocessing import resource_tracker, shared_memory

resource_tracker.register = lambda *_: None
left = shared_memory.SharedMemory("left", create=True, size=4096)
left.buf[:6] = b"secret"
