"""Reads a workbook with openpyxl and says how long that took; run by a Python that has it."""

from __future__ import annotations

import resource
import sys
import time

from openpyxl import load_workbook

start = time.process_time()
book = load_workbook(sys.argv[1], read_only=True)
count = sum(1 for _row in book.worksheets[0].iter_rows(values_only=True)) - 1
seconds = time.process_time() - start
print(count, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
