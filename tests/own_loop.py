"""Asynchronous code from a plain test, beside Playwright, which keeps a loop running in the thread of the tests."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def run_in_own_loop(task: Coroutine[Any, Any, Result]) -> Result:
    """The result of the task, run to its end in a thread with a loop of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, task).result()
