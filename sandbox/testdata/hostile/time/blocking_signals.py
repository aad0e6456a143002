# Blocks every signal that can be.
# want: time_limit TimeoutError
# limit: wall 300ms

import signal

signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
signal.sigwait([signal.SIGUSR1])
