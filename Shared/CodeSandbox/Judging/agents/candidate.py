# Runs in the candidate's sandbox, behind values.py: loads the submission and answers calls on descriptor 3. The submission shares this
# process and may take it over; all that gains is the right to claim values, which is all that an answer ever is. Nothing secret comes in here.
import builtins
import functools
import io
import itertools
import operator
import threading
import traceback

BATCH = 256
LARGEST_PRINT = 1 << 16
# What submissions to judges of this kind use without an import.
USUAL = ("typing", "collections", "itertools", "functools", "heapq", "bisect", "math", "string", "operator", "random", "statistics", "re", "datetime", "decimal", "fractions", "copy", "json", "sys", "os", "time")
STAR = ("typing", "collections", "itertools", "functools", "heapq", "bisect", "math", "datetime", "fractions", "decimal", "copy")

space, shared, objects, handles, known, broken, lock, loop = {}, frozenset(), frozenset(), [], {}, {}, threading.RLock(), None


class ListNode:
    def __init__(self, val=0, next=None):
        self.val = val
        self.next = next


class TreeNode:
    def __init__(self, val=0, left=None, right=None):
        self.val = val
        self.left = left
        self.right = right


def usual_names():
    """The builtins of a submission: Python's own, and behind them what is usually imported. The submission's own names hide all of it."""
    names = {"ListNode": ListNode, "TreeNode": TreeNode, "inf": float("inf")}
    for name in STAR:
        module = __import__(name)
        names.update((n, getattr(module, n)) for n in getattr(module, "__all__", None) or [n for n in dir(module) if n[0] != "_"])
    names.update((n, __import__(n)) for n in USUAL if n not in ("datetime", "copy"))
    names.update(vars(builtins))
    return names


class Foreign:
    """Stands for a function or an object of the test."""

    def __init__(self, number, name):
        self.__dict__.update(_number=number, __name__=name)

    def __call__(self, *args, **kwargs):
        return back(self._number, "call", args, kwargs)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return back(self._number, "get", (name,), {})

    def __setattr__(self, name, value):
        back(self._number, "set", (name, value), {})

    def __iter__(self):
        return iter(back(self._number, "iter", (), {}))

    def __next__(self):
        items = back(self._number, "next", (), {})
        if not items:
            raise StopIteration
        return items[0]

    def __len__(self):
        return back(self._number, "len", (), {})

    def __getitem__(self, key):
        return back(self._number, "item", (key,), {})

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def __setitem__(self, key, value):
        back(self._number, "setitem", (key, value), {})

    def __contains__(self, value):
        return back(self._number, "contains", (value,), {})

    def __eq__(self, other):
        return (type(other) is Foreign and other._number == self._number) or back(self._number, "eq", (other,), {})

    def __lt__(self, other):
        return back(self._number, "lt", (other,), {})

    def __le__(self, other):
        return back(self._number, "le", (other,), {})

    def __gt__(self, other):
        return back(self._number, "gt", (other,), {})

    def __ge__(self, other):
        return back(self._number, "ge", (other,), {})

    def __hash__(self):
        return back(self._number, "hash", (), {})

    def __str__(self):
        return back(self._number, "str", (), {})

    def __add__(self, other):
        return back(self._number, "add", (other,), {})

    def __sub__(self, other):
        return back(self._number, "sub", (other,), {})

    def __mul__(self, other):
        return back(self._number, "mul", (other,), {})

    def __await__(self):
        yield from ()
        return back(self._number, "wait", (), {})


class CandidateValues(Values):
    def shared_class(self, kind):
        return next((c.__name__ for c in kind.__mro__ if c.__name__ in shared), None) if shared and kind is not Foreign else None

    def is_object(self, value):
        return type(value).__name__ in objects and type(value).__module__ == "submission"

    def find_class(self, name):
        found = space.get(name)
        return found if isinstance(found, type) else usual.get(name) if name in ("ListNode", "TreeNode") else None

    def make(self, at):
        name, _, number = self.table[at]
        found = self.find_class(name)
        if not isinstance(found, type) and number is not None:
            return Foreign(number, name)
        return object.__new__(found if isinstance(found, type) else type(name, (), {}))

    def stands_for(self, at):
        return type(self.seen[at]) is Foreign

    def handle(self, value):
        if type(value) is Foreign:
            return {"G": value._number}
        number = known.get(id(value))
        if number is None:
            number = known[id(value)] = len(handles)
            handles.append(value)
        if isinstance(value, types.CoroutineType):
            return {"w": [number]}
        if hasattr(type(value), "__next__") and type(value).__module__ in ("builtins", "itertools") and not takes_values(value):
            return {"h": [number, type(value).__name__, True, "iterator", batch(self, value)]}
        if isinstance(value, type) and issubclass(value, BaseException):
            return {"h": [number, "type", True, "error", [[str(c.__module__), c.__name__] for c in value.__mro__ if c is not object][:12]]}
        try:
            truth = bool(value)
        except Exception:
            truth = True
        name = getattr(value, "__name__", "") if isinstance(value, type) or callable(value) else ""
        return {"h": [number, type(value).__name__, truth, "class" if isinstance(value, type) else "object", name if type(name) is str else ""]}

    def resolve(self, tag, body):
        if tag == "H":
            return handles[body]
        if tag == "G":
            return Foreign(*body)
        if tag == "E":
            return find(body)
        if tag == "j":
            items, number = body
            return itertools.chain([self.decode(v) for v in items], () if number is None else handles[number])
        raise BadValue(tag)

    def exception(self, names, args, own):
        return make_error(names, [self.decode(a) for a in args])


def make_error(names, args):
    for _, name in names:
        kind = space.get(name) or vars(builtins).get(name)
        if isinstance(kind, type) and issubclass(kind, BaseException):
            try:
                return kind(*args)
            except TypeError:
                return RuntimeError(*args)
    return RuntimeError(*args)


def batch(values, iterator):
    """The next items of an iterator, and whether that was all. An error behind some items comes with the next batch."""
    error = broken.pop(id(iterator), None)
    if error is not None:
        raise error
    items = []
    try:
        for item in itertools.islice(iterator, BATCH):
            items.append(values.encode(item))
    except BaseException as error:
        if not items:
            raise
        broken[id(iterator)] = error
        return [items, False]
    return [items, len(items) < BATCH]


def find(entry):
    owner, _, name = entry.rpartition("().")
    if not owner and entry.partition(".")[0] not in space and "Solution" in space:
        owner = "Solution"
    if owner:
        return getattr(space[owner](), name or entry)
    first, *rest = entry.split(".")
    return functools.reduce(getattr, rest, space[first])


def wait(coroutine):
    global loop
    import asyncio  # only where it is needed: it costs more than the rest of a call
    if loop is None:
        loop = asyncio.Runner()

    async def awaited():
        return await coroutine
    return loop.run(awaited())


def next_of(items):
    try:
        return [wait(type(items).__anext__(items))]
    except StopAsyncIteration:
        return []


def takes_values(generator):
    """Whether a generator uses what is sent to it: then its items cannot be fetched in advance."""
    code = getattr(generator, "gi_code", None)
    if code is None:
        return False
    import dis
    names = [i.opname for i in dis.get_instructions(code) if i.opname != "RESUME"]
    return any(a == "YIELD_VALUE" and b != "POP_TOP" for a, b in zip(names, names[1:]) if b != "JUMP_BACKWARD_NO_INTERRUPT")


def signature(function):
    import inspect
    plain = (type(None), bool, int, float, str)
    return [[p.name, int(p.kind), p.default is not p.empty, p.default if type(p.default) in plain else None] for p in inspect.signature(function).parameters.values()]


def leave(manager, error):
    return type(manager).__exit__(manager, type(error), error, None) is True


def run_text(_, text, names):
    """exec of a text that this side gave: what it defines."""
    scope = {**space, **names}
    exec(text, scope)
    return {k: v for k, v in scope.items() if k[:2] != "__" and not (k in space and space[k] is v) and not isinstance(v, types.ModuleType)}


OPERATIONS = {
    "eval": lambda _, text, names: eval(text, {**space, **names}), "exec": run_text,
    "call": lambda f, *a, **k: f(*a, **k), "value": lambda x: x, "get": getattr, "set": setattr, "item": operator.getitem, "setitem": operator.setitem,
    "delitem": operator.delitem, "len": len, "str": str, "repr": repr, "iter": iter, "take": lambda x: list(itertools.islice(x, 1)), "hash": hash, "abs": abs, "neg": operator.neg,
    "enter": lambda x: type(x).__enter__(x), "exit": lambda x: type(x).__exit__(x, None, None, None) and None, "leave": leave, "wait": wait,
    "anext": next_of, "signature": signature, "contains": lambda x, v: v in x,
    "isinstance": lambda c, v: isinstance(v, c), "issubclass": lambda c, v: isinstance(v, type) and issubclass(v, c),
    "eq": operator.eq, "lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge,
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "truediv": operator.truediv, "floordiv": operator.floordiv,
    "mod": operator.mod, "pow": operator.pow, "matmul": operator.matmul, "and": operator.and_, "or": operator.or_, "xor": operator.xor,
    "radd": lambda a, b: b + a, "rsub": lambda a, b: b - a, "rmul": lambda a, b: b * a, "rtruediv": lambda a, b: b / a,
}


def text_of(value):
    values = CandidateValues()
    return json.dumps([values.encode(value), values.table])


def mutable(value):
    return type(value) in (list, dict, set, bytearray, collections.deque, collections.defaultdict, collections.Counter, collections.OrderedDict) \
        or (shared and any(c.__name__ in shared for c in type(value).__mro__))


def answer(call):
    global shared, objects
    shared, objects = frozenset(call.get("c") or ()), frozenset(call.get("n") or ())
    given = CandidateValues(call.get("S"))
    args = [given.decode(a) for a in call["a"]]
    kwargs = {k: given.decode(v) for k, v in call["k"].items()}
    changeable = [(i, v) for i, v in [*enumerate(args), *kwargs.items()] if mutable(v)]
    before = [text_of(v) for _, v in changeable]
    target = handles[call["h"]] if "h" in call else find(call["e"]) if call["e"] else None
    values = CandidateValues()
    if call["o"] == "next":
        result = {"n": batch(values, target)}
    else:
        result = {"v": values.encode(OPERATIONS[call["o"]](target, *args, **kwargs))}
    changed = [[i, values.encode(v)] for (i, v), old in zip(changeable, before) if text_of(v) != old]
    if changed:
        result["m"] = changed
    result["S"] = values.table
    return result


def serve(call):
    """Answers one call; what it prints goes along, for a test that captures it."""
    files = {p: content for p, content in call.get("F") or ()}
    for path, content in files.items():
        put_file(path, content)
    kept, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", "", False, True)
    read, replaced = sys.stdin, {n: usual[n] for n in call.get("B") or ()}
    try:
        usual.update((n, Foreign(number, n)) for n, number in (call.get("B") or {}).items())
        if "T" in call:
            sys.stdin = io.StringIO(call["T"])
        reply = answer(call)
    except BaseException as error:
        values = CandidateValues()
        try:
            reply = {"x": values.error(error), "S": values.table}
        except BaseException:
            reply = {"x": [[["builtins", type(error).__name__]], [], []], "S": []}
    usual.update(replaced)
    sys.stdin = read
    printed, sys.stdout = sys.stdout, kept
    try:
        reply["p"] = printed.buffer.getvalue()[:LARGEST_PRINT].decode("utf-8", "replace")
    except BaseException:
        pass
    try:
        if files:
            reply["F"] = [[p, file_of(p)] for p in files]
        body = json.dumps(reply).encode()
    except BaseException as error:
        body = json.dumps({"x": [[["builtins", type(error).__name__]], [], []], "S": []}).encode()
    send(b"A", body)


def back(number, operation, args, kwargs):
    """Asks the test; only while it waits for an answer of ours."""
    with lock:
        values = CandidateValues()
        body = {"g": number, "o": operation, "a": [values.encode(a) for a in args], "k": {k: values.encode(v) for k, v in kwargs.items()}, "S": values.table}
        send(b"A", json.dumps(body).encode())
        while True:
            message = json.loads(receive())
            if "a" in message:
                serve(message)  # the test's function called us again
                continue
            given = CandidateValues(message.get("S"))
            if "x" in message:
                raise given.exception(*message["x"])
            return given.decode(message["v"])


def main():
    global space, usual
    usual = usual_names()
    try:
        with open("submission.py", "rb") as file:
            source = file.read()
        module = types.ModuleType("submission")
        module.__file__ = "/box/run/submission.py"
        sys.modules["submission"] = module
        space = module.__dict__
        space["__builtins__"] = usual
        exec(compile(source, "/box/run/submission.py", "exec", dont_inherit=True), space)
    except BaseException as error:
        traceback.print_exc()
        send(b"E", json.dumps([type(error).__name__, str(error)[:300]]).encode())
        return
    send(b"L", b"null")
    while True:
        serve(json.loads(receive()))


main()
