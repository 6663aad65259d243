# Runs in the candidate's sandbox: loads the submission and answers calls on descriptor 3. The submission shares this process and may
# take it over; all that gains is the right to claim values, which is all that an answer ever is. Nothing secret comes in here.
import json
import os
import struct
import sys
import traceback

CHANNEL = 3


def encode(value, depth=0):
    kind = type(value)
    if value is None or kind is bool or kind is str or kind is float:
        return value
    if kind is int:
        return value if value.bit_length() <= 1024 else {"i": hex(value)}
    if depth > 90:
        raise ValueError("nested too deeply")
    if kind is list:
        return [encode(v, depth + 1) for v in value]
    if kind is tuple:
        return {"t": [encode(v, depth + 1) for v in value]}
    if kind is dict:
        return {"d": [[encode(k, depth + 1), encode(v, depth + 1)] for k, v in value.items()]}
    if kind is set:
        return {"s": [encode(v, depth + 1) for v in value]}
    if kind is frozenset:
        return {"f": [encode(v, depth + 1) for v in value]}
    if kind is bytes:
        return {"b": value.hex()}
    if kind is bytearray:
        return {"B": value.hex()}
    if kind is complex:
        return {"c": [value.real, value.imag]}
    if kind is range:
        return {"r": [value.start, value.stop, value.step]}
    # What behaves as plain data crosses as plain data.
    if isinstance(value, bool):
        return bool(value)
    for base in (int, float, str, bytes, tuple, list, dict, set, frozenset):
        if isinstance(value, base):
            return encode(dict(value) if base is dict else base(value), depth + 1)
    if type(value).__name__ == "deque":
        return encode(list(value), depth + 1)
    if hasattr(kind, "__next__") or kind.__name__ in ("dict_keys", "dict_values", "dict_items"):
        items = []
        for item in value:
            items.append(encode(item, depth + 1))
            if len(items) > 200_000:
                raise ValueError("too many items")
        return {"n": items}
    # Anything else is only known to be true or false (a match object, say); it equals nothing.
    return {"o": bool(value)}


def decode(value):
    if type(value) is list:
        return [decode(v) for v in value]
    if type(value) is dict:
        (kind, body), = value.items()
        if kind == "i":
            return int(body, 16)
        if kind == "t":
            return tuple(decode(v) for v in body)
        if kind == "d":
            return {decode(k): decode(v) for k, v in body}
        if kind == "s":
            return {decode(v) for v in body}
        if kind == "f":
            return frozenset(decode(v) for v in body)
        if kind == "b":
            return bytes.fromhex(body)
        if kind == "B":
            return bytearray.fromhex(body)
        if kind == "c":
            return complex(*body)
        if kind == "r":
            return range(*body)
        return iter([decode(v) for v in body])
    return value


def send(kind, value):
    body = kind + json.dumps(value).encode()
    data = memoryview(struct.pack("<I", len(body)) + body)
    while data:
        data = data[os.write(CHANNEL, data):]


def receive():
    def exactly(size):
        parts = []
        while size:
            part = os.read(CHANNEL, min(size, 1 << 20))
            if not part:
                os._exit(0)
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
    return json.loads(exactly(struct.unpack("<I", exactly(4))[0]))


def describe(error):
    return [type(error).__name__, str(error)[:300]]


def answer(space, call):
    args = [decode(a) for a in call["a"]]
    kwargs = {k: decode(v) for k, v in call["k"].items()}
    before = json.dumps(call["a"])
    owner, _, method = call["e"].rpartition("().")
    if not owner and method not in space and "Solution" in space:
        owner = "Solution"
    function = getattr(space[owner](), method) if owner else space[method]
    result = {"v": encode(function(*args, **kwargs))}
    after = [encode(a) if type(a) in (list, dict, set, bytearray) else None for a in args]
    if any(a is not None and json.dumps(a) != json.dumps(b) for a, b in zip(after, json.loads(before))):
        result["m"] = after
    return result


def main():
    space = {"__name__": "submission", "__builtins__": __builtins__}
    try:
        with open("submission.py", "rb") as file:
            source = file.read()
        module = type(sys)("submission")
        module.__file__ = "/box/run/submission.py"
        sys.modules["submission"] = module
        space = module.__dict__
        exec(compile(source, "/box/run/submission.py", "exec", dont_inherit=True), space)
    except BaseException as error:
        traceback.print_exc()
        send(b"E", describe(error))
        return
    send(b"L", None)
    while True:
        call = receive()
        try:
            reply = answer(space, call)
        except BaseException as error:
            reply = {"x": describe(error)}
        send(b"A", reply)


main()
