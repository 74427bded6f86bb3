"""一米 Yimi. Imported before anything else of it, so what libraries read once at their start is said here."""

import os

# A picture's products are a millisecond each: handing them to a thread a core costs five times the processor time.
# Work is shared out by processes (web workers, the picture worker), never inside one.
for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"):
    os.environ.setdefault(_threads, "1")
