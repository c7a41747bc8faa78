"""The desktop program: a core without Qt, and the window."""

import os

# numpy's sums of products depend on how many threads share them, and for pictures this small a
# second thread only waits: 13 ms in place of 0.2 for a wing on a busy machine. OpenBLAS reads
# this when numpy is imported, so it stands before everything; torch's own threads do not heed it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
