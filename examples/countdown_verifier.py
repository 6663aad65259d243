"""A judge of the domain http, in the standard library: the game Countdown (docs/own-verifiers.md).

A case has "tests": {"numbers": [3, 3, 8, 8], "target": 24}. The completion is right if the last line of it is a calculation of these numbers, each used
at most once, with + - * / and brackets, that gives the target. Start it with: python3 countdown_verifier.py 8090 [token]
"""
import ast, collections, json, sys
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OPERATORS = {ast.Add: lambda a, b: a + b, ast.Sub: lambda a, b: a - b, ast.Mult: lambda a, b: a * b, ast.Div: lambda a, b: a / b}


def value(node, used):
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](value(node.left, used), value(node.right, used))
    if isinstance(node, ast.Constant) and type(node.value) is int:
        used[node.value] += 1
        return Fraction(node.value)
    raise ValueError("only whole numbers, + - * / and brackets")


def judge(case):
    numbers, target = collections.Counter(case["tests"]["numbers"]), case["tests"]["target"]
    line = (case["pred"].strip().splitlines() or [""])[-1].strip()
    if not 0 < len(line) <= 200:
        return {"outcome": "FormatError", "reward": 0, "detail": "the last line is no calculation"}
    try:
        used = collections.Counter()
        result = value(ast.parse(line, mode="eval").body, used)
    except (SyntaxError, ValueError, ZeroDivisionError, RecursionError, MemoryError) as error:
        return {"outcome": "FormatError", "reward": 0, "detail": f"{type(error).__name__}: {error}"}
    if used - numbers:
        return {"outcome": "Incorrect", "reward": 0, "detail": f"{sorted((used - numbers).elements())} used too often"}
    return {"outcome": "Correct" if result == target else "Incorrect", "reward": int(result == target), "detail": f"{line} = {result}"}


class Handler(BaseHTTPRequestHandler):
    protocol_version, timeout, token = "HTTP/1.1", 60, None

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.token and self.headers.get("Authorization") != f"Bearer {self.token}":
            return self.answer(401, {"detail": "no token"})
        try:
            case = json.loads(body)
            # A failure of ours is never a reward: it is answered 422, which is an error of this case.
            self.answer(200, {"id": case["id"], **judge(case)})
        except (KeyError, TypeError, ValueError) as error:
            self.answer(422, {"detail": f"not a case: {error}"})

    def answer(self, status, content):
        text = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    Handler.token = sys.argv[2] if len(sys.argv) > 2 else None
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}/verify", flush=True)
    server.serve_forever()
