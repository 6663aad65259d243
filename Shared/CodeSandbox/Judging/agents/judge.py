# Runs in the judge's own sandbox, far from the candidate: holds the tests and the expected values, calls the candidate through the
# host, and reports each case. The answers are hostile data: only plain values come through, of exact types, bounded in size and depth.
import ast
import builtins
import json
import os
import struct
import time

CHANNEL = 3
MODULES = ("cmath", "collections", "datetime", "decimal", "fractions", "functools", "heapq", "itertools", "math", "operator", "re", "string", "sys")
ERRORS = {e.__name__: e for e in (ValueError, TypeError, KeyError, IndexError, ZeroDivisionError, AttributeError, OverflowError,
                                  RuntimeError, NotImplementedError, RecursionError, StopIteration, NameError, ArithmeticError, LookupError)}


class CandidateError(Exception):
    """The candidate raised something that is no builtin error."""


class CandidateGone(BaseException):
    """The candidate's run is over; no test can go on."""


def encode(value):
    kind = type(value)
    if value is None or kind is bool or kind is str or kind is float:
        return value
    if kind is int:
        return value if value.bit_length() <= 1024 else {"i": hex(value)}
    if kind is list:
        return [encode(v) for v in value]
    if kind is tuple:
        return {"t": [encode(v) for v in value]}
    if kind is dict:
        return {"d": [[encode(k), encode(v)] for k, v in value.items()]}
    if kind is set:
        return {"s": [encode(v) for v in value]}
    if kind is frozenset:
        return {"f": [encode(v) for v in value]}
    if kind is bytes:
        return {"b": value.hex()}
    if kind is bytearray:
        return {"B": value.hex()}
    if kind is complex:
        return {"c": [value.real, value.imag]}
    if kind is range:
        return {"r": [value.start, value.stop, value.step]}
    if hasattr(kind, "__next__"):
        return {"n": [encode(v) for v in value]}
    raise TestError("the test passes a value of type %s, which cannot cross" % kind.__name__)


class TestError(BaseException):
    """The test itself is at fault."""


class Opaque:
    """A value that is no plain data: true or false, equal to nothing."""

    def __init__(self, truth):
        self.truth = truth

    def __bool__(self):
        return self.truth


def decode(value, depth=0):
    if depth > 100:
        raise CandidateError("nested too deeply")
    kind = type(value)
    if kind is list:
        return [decode(v, depth + 1) for v in value]
    if kind is not dict:
        return value
    if len(value) != 1:
        raise CandidateError("not a value")
    (tag, body), = value.items()
    if tag == "i":
        if type(body) is not str or len(body) > 1 << 18:
            raise CandidateError("not a value")
        return int(body, 16)
    if tag in ("b", "B"):
        return bytes.fromhex(body) if tag == "b" else bytearray.fromhex(body)
    if tag == "o":
        return Opaque(body is True)
    if type(body) is not list:
        raise CandidateError("not a value")
    if tag == "d":
        return {decode(k, depth + 1): decode(v, depth + 1) for k, v in body}
    if tag == "r":
        if len(body) != 3 or not all(type(v) is int for v in body):
            raise CandidateError("not a value")
        return range(*body)
    items = [decode(v, depth + 1) for v in body]
    if tag == "t":
        return tuple(items)
    if tag == "s":
        return set(items)
    if tag == "f":
        return frozenset(items)
    if tag == "c" and len(items) == 2 and all(type(v) is float for v in items):
        return complex(*items)
    if tag == "n":
        return iter(items)
    raise CandidateError("not a value")


def send(kind, body):
    data = memoryview(struct.pack("<I", len(body) + 1) + kind + body)
    while data:
        data = data[os.write(CHANNEL, data):]


def receive():
    def exactly(size):
        parts = []
        while size:
            part = os.read(CHANNEL, min(size, 1 << 20))
            if not part:
                os._exit(1)
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
    frame = exactly(struct.unpack("<I", exactly(4))[0])
    return frame[:1], frame[1:]


class Candidate:
    """Stands for the candidate's function inside the test."""

    gone = None
    calls = 0

    def __init__(self, entry):
        self.entry = entry

    def __call__(self, *args, **kwargs):
        if Candidate.gone is not None:
            raise CandidateGone(Candidate.gone)
        Candidate.calls += 1
        send(b"C", json.dumps({"e": self.entry, "a": [encode(a) for a in args], "k": {k: encode(v) for k, v in kwargs.items()}}).encode())
        kind, body = receive()
        if kind != b"A":
            Candidate.gone = body.decode()
            raise CandidateGone(Candidate.gone)
        try:
            reply = json.loads(body)
            if type(reply) is not dict:
                raise ValueError
            failure = reply.get("x")
            if failure is None:
                value = decode(reply["v"])
                changed = [None if m is None else decode(m) for m in reply.get("m", ())]
        except (ValueError, KeyError, TypeError, RecursionError, AttributeError):
            raise CandidateError("not a value") from None
        if failure is not None:
            name, text = str(failure[0])[:60], str(failure[1])[:300]
            raise ERRORS.get(name, CandidateError)(text if name in ERRORS else name + ": " + text)
        for argument, new in zip(args, changed):
            if type(new) is type(argument):
                if type(argument) in (list, bytearray):
                    argument[:] = new
                elif type(argument) in (dict, set):
                    argument.clear()
                    argument.update(new)
        return value


def equal(expected, actual, tolerance):
    """JSON's idea of equality: lists and tuples are one, numbers may be close, truth values are no numbers."""
    if type(expected) in (list, tuple):
        return type(actual) in (list, tuple) and len(expected) == len(actual) and all(equal(e, a, tolerance) for e, a in zip(expected, actual))
    if type(expected) is dict:
        return type(actual) is dict and len(expected) == len(actual) and all(k in actual and equal(v, actual[k], tolerance) for k, v in expected.items())
    if type(expected) is bool or type(actual) is bool or expected is None or type(expected) is str:
        return type(expected) is type(actual) and expected == actual
    if type(actual) not in (int, float):
        return False
    if type(expected) is int and type(actual) is int:
        return expected == actual
    if type(expected) is int:
        return expected == actual or abs(expected - actual) <= tolerance  # an estimate of a large whole number is not that number
    return expected == actual or abs(expected - actual) <= tolerance * max(1.0, abs(expected))


def sort_key(value):
    return json.dumps(value, sort_keys=True, default=str)


def run_call(candidate, call, spec):
    # Arguments are lists here where the problem is given as JSON: fresh ones for each call.
    arguments = json.loads(json.dumps(call["args"]))
    value = candidate(*arguments, **call.get("kwargs") or {})
    if spec.get("compare_argument") is not None:
        value = arguments[spec["compare_argument"]]
    expected = call["expected"]
    if spec.get("unordered") and type(value) in (list, tuple) and type(expected) is list:
        value, expected = sorted(value, key=sort_key), sorted(expected, key=sort_key)
    if not equal(expected, value, spec.get("tolerance") or 0.0):
        raise AssertionError("wrong value")


def find_names(asserts, space):
    """Names that the asserts call and nobody defines are the candidate's; modules that they use without an import are imported.
    If they call nothing unknown, the one name that all of them call is the candidate's, though it hides a builtin. What the submission
    defines has no say: it could define away the test's own tools."""
    called, common = set(), None
    for text in asserts:
        tree = ast.parse(text)
        own = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        own |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
        calls = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)} - own - set(space)
        called |= {n for n in calls if not hasattr(builtins, n)}
        common = calls if common is None else common & calls
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in MODULES and node.value.id not in space:
                space[node.value.id] = __import__(node.value.id)
    if not called and common and len(common) == 1:
        called = common
    for name in called:
        space[name] = Candidate(name)


def cases(spec, space, candidate):
    if spec.get("check"):
        exec(compile(spec["check"], "check.py", "exec", dont_inherit=True), space)
        if candidate is not None:
            space[candidate.entry] = candidate
        yield lambda: space["check"](candidate)
    find_names(spec.get("asserts") or (), space)
    for text in spec.get("asserts") or ():
        yield lambda text=text: exec(compile(text, "assert.py", "exec", dont_inherit=True), space)
    for call in spec.get("calls") or ():
        yield lambda call=call: run_call(candidate, call, spec)


def main():
    with open("spec.json", "rb") as file:
        spec = json.loads(file.read())
    candidate = Candidate(spec["entry_point"]) if spec.get("entry_point") else None
    space = {"__name__": "check"}
    exec(compile(spec.get("setup") or "", "setup.py", "exec", dont_inherit=True), space)
    if candidate is not None:
        space[candidate.entry.rpartition(".")[2]] = candidate
    for number, case in enumerate(cases(spec, space, candidate)):
        started, calls, text = time.monotonic(), Candidate.calls, ""
        try:
            case()
            # A test that swallows errors, or never calls, proves nothing.
            if Candidate.gone is not None:
                text = Candidate.gone
            elif Candidate.calls == calls:
                raise TestError("the test never calls the candidate")
        except TestError:
            raise
        except CandidateGone as error:
            text = str(error) or "gone"
        except AssertionError as error:
            text = "wrong answer"
        except BaseException as error:
            text = ("%s: %s" % (type(error).__name__, error))[:300]
        send(b"R", json.dumps({"passed": text == "", "text": text, "ms": int((time.monotonic() - started) * 1000)}).encode())
        if Candidate.gone is not None or (text and not spec.get("all_cases")):
            break
    send(b"D", b"")


main()
