"""Runs commands of the program one after the other in this process, which has one disease and starts slowly.

A list of lists of words comes in on standard input as JSON; for each its exit code,
and what it printed and told, goes out.
"""

import io
import json
import sys

from finder.cli import run_command

asked, answers = json.load(sys.stdin), []
own_out, own_err = sys.stdout, sys.stderr
for words in asked:
    sys.stdout, sys.stderr = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    code = run_command(words)
    answers.append([code, *(stream.buffer.getvalue().decode("utf-8") for stream in (sys.stdout, sys.stderr))])
sys.stdout, sys.stderr = own_out, own_err
json.dump(answers, sys.stdout)
