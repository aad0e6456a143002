# Asks for a better place in the queue.
# want: succeeded
# stdout: "True\n"
# with: calls

tries = (lambda: os.nice(-20), lambda: os.setpriority(os.PRIO_PROCESS, 1, 19), lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99)))
print({trying(work) for work in tries} <= {"PermissionError", "OSError", "ProcessLookupError"})
