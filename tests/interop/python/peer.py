"""A peer answers questions, one JSON object a line: {"op", …} → {"ok": …} or {"error": "…"}. An operation gives its
answer, or a function that makes it from what the operation has read: `"seconds"` asks for the time which that takes."""

import json
import sys
from time import perf_counter_ns


def time(work, seconds):
    """Nanoseconds a call: the figure that a tenth of the batches stay below."""
    figures = []
    end = perf_counter_ns() + seconds * 1e9
    while perf_counter_ns() < end:
        began, calls = perf_counter_ns(), 0
        while perf_counter_ns() - began < 2e6:
            work()
            calls += 1
        figures.append((perf_counter_ns() - began) / calls)
    return sorted(figures)[len(figures) // 10]


def serve(operations):
    for line in sys.stdin:
        question = json.loads(line)
        name, seconds = question.pop("op"), question.pop("seconds", None)
        try:
            ok = operations[name](**question)
            if callable(ok):
                ok = time(ok, seconds) if seconds else ok()
            answer = {"ok": ok}
        except Exception as error:  # whatever a peer throws is its answer
            answer = {"error": f"{type(error).__name__}: {error}"[:400]}
        print(json.dumps(answer), flush=True)
