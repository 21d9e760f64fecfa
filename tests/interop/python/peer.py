"""A peer answers questions, one JSON object a line: {"op", …} → {"ok": …} or {"error": "…"}."""

import json
import sys


def serve(operations):
    for line in sys.stdin:
        question = json.loads(line)
        operation = operations[question.pop("op")]
        try:
            answer = {"ok": operation(**question)}
        except Exception as error:  # whatever a peer throws is its answer
            answer = {"error": f"{type(error).__name__}: {error}"[:400]}
        print(json.dumps(answer), flush=True)
