# Runs in the judge's own sandbox, behind values.py, far from the candidate: holds the tests and the expected values, calls the candidate
# through the host, and reports each case. The answers are hostile data: comparisons are made here, on plain values of exact types.
import ast
import builtins
import copy
import functools
import itertools
import operator
import threading
import time

MOST_ITEMS = 2_000_000
# Where a test's own tools come from if it names them without an import; the first that has the name wins.
TOOLS = ("math", "collections", "itertools", "functools", "operator", "heapq", "bisect", "string", "re", "random", "statistics", "copy", "decimal",
         "fractions", "datetime", "typing", "cmath", "json", "dataclasses", "enum", "contextlib", "io", "unittest", "unittest.mock", "inspect", "types", "numbers")
# Names of well-known packages: whatever a test means by them is not the candidate's.
PACKAGES = {"np": "numpy", "numpy": "numpy", "pd": "pandas", "pandas": "pandas", "scipy": "scipy", "sp": "scipy", "sympy": "sympy", "nx": "networkx", "networkx": "networkx",
            "torch": "torch", "sklearn": "sklearn", "plt": "matplotlib.pyplot", "pytest": "pytest"}
# What Python's own constructs take for the end of something: the candidate's never reach the test as these.
BUILTINS_OF_TESTS = {n: getattr(builtins, n) for n in ("input", "print", "open", "exit")}
SAID_OF_ITSELF = ("__annotations__", "__defaults__", "__kwdefaults__", "__slots__")
# What of the library looks inside an object: of the candidate's it is the candidate's side that says it.
INSPECTING = {"dataclasses": ("is_dataclass", "asdict", "astuple", "replace"), "copy": ("copy", "deepcopy"),
              "inspect": ("isgeneratorfunction", "iscoroutinefunction", "isasyncgenfunction", "isabstract", "isfunction", "isclass", "getdoc")}
ENDS = (StopIteration, StopAsyncIteration, GeneratorExit)
# Names that would lead from a function's insides to the test's variables.
INSIDES = ("_", "gi_", "cr_", "ag_", "tb_", "f_", "co_", "mro")


class CandidateError(Exception):
    """The candidate raised something that is no builtin error."""


class CandidateStop(CandidateError):
    """The candidate raised what ends loops and generators. Handlers of the test that name these take it, nothing else does."""


class CandidateGone(BaseException):
    """The candidate's run is over, or it broke the rules; no test can go on."""


class TestError(BaseException):
    """The test itself is at fault."""


class Skipped(BaseException):
    """The test leaves itself out."""


module = sys.modules["check"] = types.ModuleType("check")
space = vars(module)
shared = []  # classes of the test by name
class_names = set()  # the candidate's names that the tests use as classes
functions_of_prompt = set()  # names that the prompt says are functions
PLAIN_METHODS = {n for t in (str, bytes, int, float, complex, list, tuple, dict, set, frozenset, range, Exception) for n in dir(t)}
own_code = []  # what was compiled from the tests
error_types = {}  # classes that stand for the candidate's own errors, by name and base
own_objects, own_numbers = [], {}  # what the test handed over as a handle
members = {}  # of the candidate's enumerations, by class, name and value
copies = {}  # what came back of the test's instances, by id: the copy, and the instance
files_before = {}  # what was in files of the test that the candidate has changed, until the assert ends
watched = {}  # files and folders that the test has named to the candidate
taken = []  # what a call has set on the test's objects: object, name, old value
environment, folder = dict(os.environ), os.getcwd()
environment_as_it_was = dict(os.environ._data)
remotes = {}
owned = {}  # those of them that the test itself made from a class, as it holds them
lock = threading.RLock()
seeds = {}  # what the test has seeded since the last call: module, seed
sent_state = {"depth": sys.getrecursionlimit(), "decimals": [decimal.getcontext().prec, decimal.getcontext().rounding]}
lost = []  # what ended a thread of the test
held = None  # changes of arguments that wait for the end of the assert
for_changes = False  # the call is made for what it does to its arguments: its value is not used
untouchable = set()  # ids of arguments that a call changed whose value is used
pristine = {}  # id of an argument that the candidate changed: itself, and what it was


class JudgeValues(Values):
    def shared_class(self, kind):
        return next((c.__name__ for c in kind.__mro__ if c.__module__ == "check" and space.get(c.__name__) is c), None)

    def find_class(self, name):
        found = space.get(name) if type(name) is str else None
        return found if isinstance(found, type) and found.__module__ == "check" else None

    def handle(self, value):
        if type(value) is Candidate:
            return {"E": value._entry}
        if type(value) is Remote or type(value) in (NumberMember, TextMember):
            return {"H": value._number}
        if type(value) in (Flow, GeneratorFlow):
            return {"j": [[self.encode(v) for v in value.items], None if value.over else value.number]}
        if isinstance(value, (types.ModuleType, types.FrameType, types.CodeType, types.TracebackType, TestError)):
            raise Unsupported(type(value).__name__)
        if hasattr(type(value), "__next__") and type(value).__module__ in ("builtins", "itertools"):
            items = list(itertools.islice(value, MOST_ITEMS))
            if len(items) == MOST_ITEMS:
                raise Unsupported("endless %s" % type(value).__name__)
            return {"n": [self.encode(v) for v in items]}
        name = str(getattr(value, "__name__", type(value).__name__))
        if isinstance(value, type):
            return {"G": [self.own_number(value), name, None, True]}
        if type(value).__module__ == "check" and type(value) is not types.FunctionType:
            return {"G": [self.own_number(value), type(value).__name__, self.own_number(type(value))]}
        doc = getattr(value, "__doc__", None) if callable(value) else None
        return {"G": [self.own_number(value), name, None, False, doc] if type(doc) is str else [self.own_number(value), name]}

    def resolve(self, tag, body):
        if tag == "h":
            number, kind, truth, what, more = body
            if type(number) is not int or type(kind) is not str:
                raise BadValue("not a value")
            if what == "iterator":
                return (GeneratorFlow if kind == "generator" else Flow)(self, number, more)
            if what == "error":
                return error_type(more)
            known = remotes.get(number)
            if known is None:
                known = remotes[number] = Remote(number, kind[:60], truth is True, what == "class", more if type(more) is str else "")
                known.__dict__["_kin"] = what != "class" and kind in class_names
            return known
        if tag == "w" and type(body[0]) is int:
            return waiting(body[0])
        if tag == "G" and type(body) is int and 0 <= body < len(own_objects):
            return own_objects[body]
        raise BadValue("not a value")

    def number_of(self, value):
        return self.own_number(value)

    def numbers_of(self, value):
        return [self.own_number(value), *([self.own_number(type(value))] if type(value).__module__ == "check" else [])]

    def member(self, kind, name, value, number):
        known = members.get((kind, name, value))
        if known is None:
            known = members[kind, name, value] = (NumberMember if type(value) is int else TextMember)(value)
            known.__dict__.update(name=name, value=value, _kind=kind, _number=number)
        return known

    def own_number(self, value):
        number = own_numbers.get(id(value))
        if number is None:
            number = own_numbers[id(value)] = len(own_objects)
            own_objects.append(value)
        return number

    def is_object(self, value):
        return type(value) in (NumberMember, TextMember)

    def number_of_error(self, error):
        return self.own_number(error)

    def make(self, at):
        made, number = super().make(at), self.table[at][2] if len(self.table[at]) > 2 else None
        if type(number) is int and 0 <= number < len(own_objects) and type(own_objects[number]) is type(made):
            copies[id(made)] = made, own_objects[number]
        return made

    def exception(self, names, args, own, cause=None, number=None):
        if type(number) is int and 0 <= number < len(own_objects) and isinstance(own_objects[number], Exception):
            return own_objects[number]  # the test's own, on its way back
        error = error_of(self, names, args, own)
        error.__cause__ = self.exception(*cause) if cause else None
        return error

    def may_set(self, kind, name):
        return may_set(kind, name)


class Member:
    """A member of an enumeration of the candidate's that is a number or a text: it compares as that. Its methods are asked for."""

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return ask({"h": self._number, "o": "get"}, (name,), {})


class NumberMember(Member, int):
    pass


class TextMember(Member, str):
    pass


class Flow:
    """An iterator of the candidate's: some items come with the answer, the next ones when they are asked for."""

    def __init__(self, values, number, first):
        items, over = first
        self.number, self.items, self.over, self.count = number, collections.deque(values.decode(v) for v in items), over is True, 0

    def __iter__(self):
        return self

    def __next__(self):
        if not self.items and not self.over:
            items, self.over = ask({"h": self.number, "o": "next"}, (), {}, batch=True)
            self.items.extend(items)
        if not self.items:
            self.over = True
            raise StopIteration
        self.count += 1
        if self.count > MOST_ITEMS:
            raise CandidateError("an iterator has too many items")
        return self.items.popleft()

    def close(self):
        self.items.clear()
        self.over = True


class GeneratorFlow(Flow):
    """One that a generator of the candidate's gives: tests ask for that type."""

    __class__ = property(lambda self: types.GeneratorType)


async def waiting(number):
    return ask({"h": number, "o": "wait"}, (), {})


def error_of(values, names, args, own):
    """The candidate's exception as the nearest class that the test can know: one of its own, of Python's library, of Python."""
    args = [values.decode(a) for a in args]
    found = error_type(names)
    if issubclass(found, CandidateStop):
        return found(("%s: %s" % (str(names[0][1])[:60], args[0] if args else ""))[:300])
    try:
        error = found(*args)
    except Exception:
        error = found.__new__(found)
    error.args = tuple(args)
    for name, value in own:
        if type(name) is str and not name.startswith("_"):
            try:
                setattr(error, name, values.decode(value))
            except (AttributeError, TypeError):
                pass
    return error


def error_type(names):
    """One class for each that the candidate names, under the nearest that the test can know."""
    first = str(names[0][1])[:60]
    found = None
    for module, name in names:
        kind = error_class(module, name)
        if kind is not None and issubclass(kind, ENDS):
            return CandidateStop
        if kind is not None and kind not in (Exception, BaseException, object):
            found = kind
            break
    if found is None or found.__module__ == "unittest.case" or issubclass(found, (CandidateGone, TestError, Skipped)):
        found = CandidateError
        if first in space and isinstance(space[first], type) and space[first] is not error_types.get((first, found)):
            first = "Candidate" + first
    if found.__name__ == first or not first.isidentifier():
        return found
    # Its own bases, the farthest first: a test that names one of them takes it.
    for _, name in reversed(list(names)):
        name = str(name)[:60]
        if name.isidentifier() and error_class("builtins", name) is None and name != found.__name__:
            found = error_types.setdefault((name, found), type(name, (found,), {}))
    return found


def error_class(module, name):
    if type(name) is not str or type(module) is not str:
        raise BadValue("not a value")
    for kind in (space.get(name), getattr(builtins, name, None) if module == "builtins" else None,
                 getattr(sys.modules.get(module), name, None) if module.partition(".")[0] in sys.stdlib_module_names else None):
        if isinstance(kind, type) and issubclass(kind, BaseException) and (issubclass(kind, Exception) or kind.__module__ == "builtins"):
            return kind
    return None


def ask(message, args, kwargs, batch=False):
    """One question to the candidate, and whatever it asks back on the way."""
    with lock:
        if Candidate.gone is not None:
            raise CandidateGone(Candidate.gone)
        values = JudgeValues()
        try:
            message.update(a=[values.encode(a) for a in args], k={k: values.encode(v) for k, v in kwargs.items()}, S=values.table, c=shared, n=sorted(class_names))
            message.update(surroundings(values, [*args, *kwargs.values()] if message["o"] == "call" else ()))
        except Unsupported as error:
            raise TestError("Unsupported: the test passes a value of type %s, which cannot cross" % error) from None
        except BadValue as error:
            raise TestError("Unsupported: the test passes a value that cannot cross: %s" % error) from None
        while True:
            send(b"C", json.dumps(message).encode())
            frame = receive()
            if frame[:1] != b"A":
                Candidate.gone = frame[1:].decode("utf-8", "replace")
                raise CandidateGone(Candidate.gone)
            failure, changed, value = None, (), None
            try:
                reply = json.loads(frame[1:])
                if type(reply) is not dict:
                    raise BadValue("not a value")
                given = JudgeValues(reply.get("S") or [])
                if "g" in reply:
                    message = called_back(reply, given)
                    continue
                if reply.get("x") is not None:
                    failure = given.exception(*reply["x"])
                elif batch:
                    items, over = reply["n"]
                    value = [given.decode(v) for v in items], over
                else:
                    value = given.decode(reply["v"])
                    changed = [(i, given.decode(v)) for i, v in reply.get("m", ())]
                take_files(reply)
                said = told(reply)
            except (BadValue, ValueError, KeyError, TypeError, RecursionError, AttributeError, ArithmeticError, IndexError, AssertionError):
                raise CandidateError("not a value") from None
            break
        give_back(value)
        said()
        if failure is not None:
            raise failure
        if batch:
            return value
        for at, new in changed:
            old = args[at] if type(at) is int and 0 <= at < len(args) else kwargs.get(at) if type(at) is str else None
            change(old, new) if held is None else held.append((old, new))
        return value


def surroundings(values, arguments):
    """What the test has set up on this side holds on the candidate's too: files it named, the folder, the environment, builtins, streams."""
    found = {}
    for path in paths_of(named_values(arguments)):
        watched.setdefault(path, True)
    here = os.getcwd()
    if here != folder:
        found["W"] = here
        watched.setdefault(here, True)
    if watched:
        found["F"] = [[root, [*([[os.path.dirname(root), True]] if root.startswith("/tmp/") and os.path.isdir(os.path.dirname(root)) else []), *tree_of(root)]] for root in watched]
    if os.environ._data != environment_as_it_was:
        names = {*os.environ, *environment}
        found["V"] = {n: os.environ.get(n) for n in names if os.environ.get(n) != environment.get(n)}
    replaced = {n: values.handle(getattr(builtins, n))["G"][0] for n, real in BUILTINS_OF_TESTS.items() if getattr(builtins, n) is not real}
    if replaced:
        found["B"] = replaced
    state = library_state(values)
    if state:
        found["R"] = state
    if type(sys.stdin).__name__ == "StringIO":
        found["T"] = sys.stdin.read()
    if sys.stderr is not sys.__stderr__:
        found["E"] = True
    warnings = sys.modules.get("warnings")
    if warnings is not None and (warnings._showwarnmsg_impl, warnings.showwarning) != SHOWN:
        found["w"] = True
    logging = sys.modules.get("logging")
    if logging is not None:
        heard = [l for l in [logging.root, *logging.root.manager.loggerDict.values()] if getattr(l, "handlers", None)]
        if heard:
            found["l"] = min(l.level or logging.root.level for l in [*heard, logging.root])
    return found


def library_state(values):
    """What the test has set in the library since the last call, as it stands."""
    global sent_state
    context = sys.modules["decimal"].getcontext()
    now = {"depth": sys.getrecursionlimit(), "decimals": [context.prec, context.rounding]}
    found = {k: v for k, v in now.items() if v != sent_state[k]}
    sent_state = now
    if seeds:
        found["seeds"] = [[module, values.encode(seed)] for module, seed in seeds.items()]
        seeds.clear()
    return found


def follow_seeds(name):
    """A seed that the test gives a generator of random numbers is the candidate's too, from its next call on."""
    import importlib
    try:
        module = importlib.import_module(name)
    except ImportError:
        return
    real = module.seed

    def seed(value=None, *more, **named):
        if type(value) in (int, float, str, bytes, type(None)):
            seeds[name] = value
        return real(value, *more, **named)
    module.seed = seed


SHOWN = __import__("warnings")._showwarnmsg_impl, __import__("warnings").showwarning


def covers(root, path):
    return path == root or path.startswith(root + "/")


def named_values(values):
    """The arguments, and what lists and dictionaries among them hold."""
    return [v for a in values for v in (a if type(a) in (list, tuple) and len(a) < 100 else a.values() if type(a) is dict and len(a) < 100 else (a,))]


def take_files(reply):
    """Files that the candidate made or changed where the test had named a place. Those that are nowhere are not looked for again."""
    for root, entries in reply.get("F", ()):
        if root in watched:
            if not all(type(p) is str and os.path.normpath(p) == p and covers(root, p) and (c is True or type(c) is str) for p, c in entries):
                raise BadValue("not files")
            if held is not None:
                new = dict(entries)
                for path, content in tree_of(root):
                    if content is not True and new.get(path) != content:
                        files_before.setdefault(path, content)
            put_tree(root, entries)
            if not entries and not root.startswith("/tmp/"):
                del watched[root]


def told(reply):
    """What the candidate said beside its answer, as something to do: printed, warned, logged, where the test listens."""
    printed = [(s, reply[k]) for k, s, usual in (("p", sys.stdout, sys.__stdout__), ("q", sys.stderr, sys.__stderr__)) if s is not usual and type(reply.get(k)) is str and reply[k]]
    warned = [(error_type(names), str(text)) for names, text in reply.get("w", ())[:64]]
    logged = [(str(name), int(level), str(text), str(function), int(line)) for name, level, text, function, line in reply.get("l", ())[:256]]

    def say():
        for stream, text in printed:
            stream.write(text)
        for kind, text in warned:
            import warnings
            warnings.warn(text, kind if issubclass(kind, Warning) else UserWarning, stacklevel=3)
        for name, level, text, function, line in logged:
            import logging
            logger = logging.getLogger(name)
            if logger.isEnabledFor(level):
                logger.handle(logging.LogRecord(name, level, "solution.py", line, text, (), None, function))
    return say


def give_back(value):
    """Behind a call whose value is used: what it took away from the test's objects comes back, and what else it set on them is told apart
    from what was; unless one of them is in the value."""
    if not taken:
        return
    mine = {id(t) for t, _, _ in taken}
    seen, waiting = set(), [value]
    while waiting and len(seen) < MOST_ITEMS:
        at = waiting.pop()
        if id(at) in mine:
            taken.clear()
            return
        if id(at) in seen:
            continue
        seen.add(id(at))
        if type(at) in (list, tuple, set, frozenset, collections.deque):
            waiting.extend(at)
        elif type(at) is dict:
            waiting.extend(at.values())
        elif type(at).__module__ == "check":
            waiting.extend(v for _, v in attributes(at))
    before = {}
    for target, name, old in reversed(taken):
        _, was = before.setdefault(id(target), (target, copy.copy(target)))
        object.__setattr__(was, name, old)
        if takes_away(old, getattr(target, name, None)):
            setattr(target, name, old)
    taken.clear()
    pristine.update({k: v for k, v in before.items() if k not in pristine})


def takes_away(old, new):
    return new is None and old is not None or (hasattr(old, "__len__") and hasattr(new, "__len__") and type(new) is not Remote and len(new) < len(old))


def set_on(target, name, value):
    old = getattr(target, name, None)
    setattr(target, name, value)
    if not for_changes:
        taken.append((target, name, old))


def called_back(reply, given):
    """The candidate calls a function that the test gave it, or asks one of its objects: public names only."""
    send(b"K", b"")
    try:
        return answered(reply, given)
    finally:
        send(b"k", b"")


def answered(reply, given):
    target, operation = own_objects[reply["g"]], reply["o"]
    args, kwargs = [given.decode(a) for a in reply["a"]], {k: given.decode(v) for k, v in reply["k"].items()}
    values = JudgeValues()
    try:
        if operation in ("get", "set") and (type(args[0]) is not str or args[0].startswith(INSIDES)):
            raise AttributeError(str(args[0])[:60])
        if operation == "set" and (isinstance(target, type) or not may_set(type(target), args[0])
                                   or (type(target).__module__ == "unittest.mock" and type(args[1]) in (Remote, Candidate, Flow, GeneratorFlow))):
            raise AttributeError("%s is the test's" % args[0][:60])
        value = {
            "call": lambda: target(*args, **kwargs), "wait": lambda: run_apart(target), "get": lambda: getattr(target, args[0]), "set": lambda: set_on(target, *args),
            "iter": lambda: list(itertools.islice(iter(target), MOST_ITEMS)), "next": lambda: list(itertools.islice(target, 1)),
            "len": lambda: len(target), "bool": lambda: bool(target), "item": lambda: target[args[0]], "setitem": lambda: operator.setitem(target, *args),
            "contains": lambda: args[0] in target, "eq": lambda: target == args[0], "lt": lambda: target < args[0], "le": lambda: target <= args[0],
            "gt": lambda: target > args[0], "ge": lambda: target >= args[0], "hash": lambda: hash(target), "str": lambda: str(target),
            "enter": lambda: type(target).__enter__(target), "exit": lambda: bool(type(target).__exit__(target, args[0] if args[0] is None else type(args[0]), args[0], None)),
            "add": lambda: target + args[0], "sub": lambda: target - args[0], "mul": lambda: target * args[0],
        }[operation]()
        return {"v": values.encode(value), "S": values.table}
    except Exception as error:
        return {"x": values.error(error), "S": values.table}


def may_set(kind, name):
    """Data may be set on the test's objects; what their classes, or mocks, do may not be replaced."""
    return not callable(getattr(kind, name, None)) and not name.startswith(("assert", "call", "mock", "method_calls", "return_value", "side_effect"))


def run_apart(coroutine):
    """A coroutine of the test's that the candidate waits for, while the test itself may be inside a loop."""
    import asyncio
    import concurrent.futures
    with concurrent.futures.ThreadPoolExecutor(1) as one:
        return one.submit(asyncio.run, coroutine).result()


def change(old, new):
    """What the candidate did to an argument, done to the test's own object; what it was is kept."""
    if id(old) not in pristine:
        try:
            pristine[id(old)] = old, copy.deepcopy(old)
        except Exception:
            pass
    if not for_changes:
        untouchable.add(id(old))
        new = whole_again(old, new)
    update(old, new)


def whole_again(old, new):
    """A call whose value is used takes nothing away from its arguments: a test that goes over them must not find less to check."""
    if type(old) is not type(new) or type(old).__module__ == "check":
        return old
    if type(old) in (list, bytearray, collections.deque) and len(new) < len(old):
        return type(old)([*new, *list(old)[len(new):]])
    if type(old) in (dict, collections.OrderedDict, collections.Counter):
        return type(old)({**old, **new})
    return old | new if type(old) is set else new


def update(old, new):
    kind = type(old)
    if kind is not type(new):
        return False
    if kind is list or kind is collections.deque or kind is bytearray:
        if kind is list and len(old) == len(new):
            for i, item in enumerate(new):
                if old[i] is not item and not update(old[i], item):
                    old[i] = item
        elif kind is collections.deque:
            old.clear()
            old.extend(new)
        else:
            old[:] = new
        return True
    if kind in (dict, set, collections.Counter, collections.OrderedDict):
        old.clear()
        old.update(new)
        return True
    if kind.__module__ == "check" and hasattr(old, "__dict__"):
        methods = {k: v for k, v in vars(old).items() if not may_set(kind, k)}
        vars(old).clear()
        vars(old).update({**{k: v for k, v in vars(new).items() if may_set(kind, k)}, **methods})
        return True
    return False


class Source:
    """Text that a test compiled, and whether it is the candidate's."""

    def __init__(self, text, theirs):
        self.text, self.theirs = text, theirs


def text_of_source(text):
    return text.text if type(text) is Source else text


def plain_names(*scopes):
    """What of the names around can cross: the rest is not there for the text."""
    found = {}
    for scope in scopes:
        for name, value in (scope or {}).items():
            if type(name) is str and name[:2] != "__" and not callable(value) and not isinstance(value, types.ModuleType):
                found[name] = value
    return found


def evaluated_apart(text, names):
    """The value of a text in a fresh interpreter: neither the candidate nor the test is in there."""
    said, table = run_text_apart(text, names)
    if said is None:
        raise CandidateError("a text that was run gives no value")
    values = JudgeValues(table)
    if "x" in said:
        raise error_of(values, *said["x"])
    return values.decode(said["v"])


LIBRARY = tuple({os.path.dirname(os.__file__), sys.prefix + "/lib/", sys.base_prefix + "/lib/", "/usr/lib/python3"})
# What of the library makes classes and functions out of texts of its own.
MAKERS = ("dataclasses.py", "__init__.py", "enum.py", "typing.py", "mock.py", "inspect.py", "functools.py")


def dynamic(theirs):
    """eval, exec, compile of a test. A text that the test has from the candidate runs in the candidate's sandbox, and what it gives crosses
    as values do. Once the candidate has answered, any other text may be its, too: it runs where nobody is."""
    import inspect

    def evaluate(text, scope=None, local=None, /):
        mine = type(text) is Source and not text.theirs
        outer = inspect.currentframe().f_back
        if not theirs and not (type(text) is Source and text.theirs):
            if not Candidate.calls and not mine:
                return builtins.eval(text, outer.f_globals if scope is None else scope, outer.f_locals if scope is None and local is None else local)
            return evaluated_apart(text_of_source(text), plain_names(outer.f_globals if scope is None else scope, outer.f_locals if scope is None and local is None else local))
        Candidate.calls += 1
        return ask({"e": "", "o": "eval"}, (text_of_source(text), plain_names(local or scope)), {})

    def execute(text, scope=None, local=None, /, **more):
        target = local if local is not None else scope if scope is not None else space
        if not theirs and not (type(text) is Source and text.theirs):
            if Candidate.calls:
                raise TestError("Unsupported: the test runs a text (exec) that may be the candidate's")
            return builtins.exec(text_of_source(text), scope if scope is not None else space, *(() if local is None else (local,)), **more)
        Candidate.calls += 1
        target.update(ask({"e": "", "o": "exec"}, (text_of_source(text), {} if target is space else plain_names(target)), {}))

    def compiled(text, *more, **named):
        return Source(text, theirs) if theirs or (Candidate.calls and type(text) in (str, bytes)) else builtins.compile(text, *more, **named)

    return {"eval": evaluate, "exec": execute, "compile": compiled}


def mirrored(target, name):
    """Where the candidate's side has what the test replaces: module and path; null = it has no such thing, or it comes over in another way."""
    if type(target) is Foreign:
        return None, name
    module = target.__name__ if type(target) is types.ModuleType else target.__module__ if isinstance(target, type) else None
    if type(module) is not str or module.partition(".")[0] not in sys.stdlib_module_names or module in ("builtins", "__main__"):
        return None
    if module == "sys" and name in ("stdin", "stdout", "stderr"):
        return None
    return module, name if type(target) is types.ModuleType else "%s.%s" % (target.__qualname__, name)


def mirror(target, name):
    """What the test has put in the place of a name of the library holds for the candidate too."""
    at = mirrored(target, name)
    if at is not None and type(target) is not Foreign:
        ask({"e": "", "o": "replace"}, (*at, getattr(target, name)), {})


def mirror_end(target, name):
    at = mirrored(target, name)
    if at is not None and type(target) is not Foreign:
        ask({"e": "", "o": "back"}, at, {})


def mirror_mocks():
    """unittest.mock's patches hold on both sides."""
    import unittest.mock
    kind = unittest.mock._patch
    enter, leave = kind.__enter__, kind.__exit__

    def entered(self):
        value = enter(self)
        mirror(self.target, self.attribute)
        return value

    def left(self, *error):
        target = self.target
        done = leave(self, *error)
        mirror_end(target, self.attribute)
        return done
    kind.__enter__, kind.__exit__ = entered, left


def runs_by_itself(code, caller):
    """Code that is the test's or the library's own: once the candidate has answered, nothing else is run here."""
    name, maker = code.co_filename, caller.f_code.co_filename
    if any(code is c for c in own_code) or (name.startswith("<frozen") and maker.startswith("<frozen importlib")) or (name.startswith(LIBRARY) and not name.startswith(OWN_FOLDERS)):
        return True
    return name == "<string>" and maker.startswith(LIBRARY) and os.path.basename(maker) in MAKERS


def watch(event, args):
    """Other ways of running what the candidate gave: none, once it has answered."""
    if not Candidate.calls:
        return
    if event == "pickle.find_class" and args[1] not in PICKLED.get(args[0], ()):
        raise CandidateError("a pickle that names %s.%s" % args)
    if event == "marshal.loads":
        frame = sys._getframe(1)
        if not frame.f_code.co_filename.startswith("<frozen importlib") or str(frame.f_locals.get("bytecode_path")).startswith(OWN_FOLDERS):
            raise CandidateError("marshalled code")
    if event == "exec" and not runs_by_itself(args[0], sys._getframe(1)):
        raise TestError("Unsupported: the test runs a text in a way that may run the candidate's")


class Remote:
    """An object of the candidate's. It may be asked for values; it never compares itself with the test's."""

    def __init__(self, number, kind, truth, is_class, name, own=False):
        self.__dict__.update(_number=number, _kind=kind, _truth=truth, _is_class=is_class, _own=own, _kin=False, __name__=name)

    __doc__ = property(lambda self: self._ask("get", "__doc__"))

    def _ask(self, operation, *args, **kwargs):
        value = ask({"h": self._number, "o": operation}, args, kwargs)
        if type(value) is Remote and value._number != self._number and (self._own or self._is_class):
            value.__dict__["_kin"] = value._kin or value._kind in (self._kind, self.__name__)
        return value

    def __call__(self, *args, **kwargs):
        return self._ask("call", *args, **kwargs)

    def __getattr__(self, name):
        if name.startswith("__") and name not in SAID_OF_ITSELF:
            raise AttributeError(name)
        return self._ask("get", name)

    def __setattr__(self, name, value):
        self._ask("set", name, value)

    def __delattr__(self, name):
        self._ask("del", name)

    def __bool__(self):
        return plain(self._ask("bool"), bool) if self._own else self._truth

    def __float__(self):
        return self._as("float", float)

    def __int__(self):
        return self._as("int", int)

    def __index__(self):
        return self._as("index", int)

    def __format__(self, spec):
        return self._as("format", str, spec)

    def __reversed__(self):
        return iter(plain(self._ask("reversed"), list))

    def _as(self, operation, kind, *more):
        if not self._own:
            raise TypeError("an object of the candidate's is no %s" % kind.__name__)
        return plain(self._ask(operation, *more), kind)

    def __instancecheck__(self, other):
        return self._is_class and type(other) is Remote and other._kind == self.__name__

    def __getitem__(self, key):
        return self._ask("item", key)

    def __setitem__(self, key, value):
        self._ask("setitem", key, value)

    def __delitem__(self, key):
        self._ask("delitem", key)

    def __len__(self):
        return plain(self._ask("len"), int)

    def __iter__(self):
        value = self._ask("iter")
        return iter(()) if type(value) is Remote and value._number == self._number else iter(value)

    def __next__(self):
        taken = self._ask("take")
        if type(taken) is not list or not taken:
            raise StopIteration
        return taken[0]

    def __str__(self):
        return plain(self._ask("str"), str)

    def __repr__(self):
        return plain(self._ask("repr"), str)

    def __enter__(self):
        value = self._ask("enter")
        return self if type(value) is Remote and value._number == self._number else value

    def __exit__(self, kind, error, trace):
        if error is None:
            self._ask("exit")
            return False
        # It may take errors; never what says that the answer is wrong.
        return plain(self._ask("leave", error), bool) and not isinstance(error, AssertionError) if isinstance(error, Exception) else False

    def __contains__(self, value):
        return plain(self._ask("contains", value), bool) if self._own or is_made(self) and is_made(value) else any(v == value for v in self)

    async def __aenter__(self):
        value = self._ask("aenter")
        return self if type(value) is Remote and value._number == self._number else value

    async def __aexit__(self, kind, error, trace):
        return plain(self._ask("aexit", error), bool) and isinstance(error, Exception) and not isinstance(error, AssertionError)

    def __aiter__(self):
        return self

    async def __anext__(self):
        taken = self._ask("anext")
        if type(taken) is not list or not taken:
            raise StopAsyncIteration
        return taken[0]

    def __hash__(self):
        # Between objects of the test's own class equality decides, so the class's own hash may find them.
        return plain(self._ask("hash"), int) if is_made(self) or self._kin else hash(("remote", self._number))


def is_made(value):
    """Whether it is an object that the test made from a class, however it came back."""
    return type(value) is Remote and (value._own or value._number in owned)


def made_by_test(value):
    """The object as the test holds that made it. What a call gives is never this one, not even where it gives the object itself: with
    data of the test only the object answers."""
    made = owned.get(value._number)
    if made is None:
        made = owned[value._number] = Remote(value._number, value._kind, value._truth, value._is_class, value.__name__, True)
    return made


def itself(value):
    """What `is` compares: a call that gives an object of the test's gives that object."""
    return owned.get(value._number, value) if type(value) is Remote else copies[id(value)][1] if id(value) in copies else value


def plain(value, kind):
    if type(value) is not kind:
        raise CandidateError("not a value")
    return value


def neighbours(value):
    """33 numbers in a row, of the form of that number, which stands anywhere among them; null = it has a form that gives it away."""
    import random
    first = -random.SystemRandom().randrange(33)
    places = 0 if type(value) is int or value.is_integer() else len(repr(value).partition(".")[2])
    if places > 4 or "e" in repr(value):
        return None
    return [value + i if places == 0 else round(value + i / 10 ** places, places) for i in range(first, first + 33)]


def equals_number(own, expected):
    """Whether an object that the test made is a number by its class's own equality. It is asked about the numbers around it too, twice and
    in any order: a class that does not know which one is right cannot tell them apart."""
    import random
    near = neighbours(expected)
    if near is None:
        return False
    answers = {}
    for _ in range(2):
        random.SystemRandom().shuffle(near)
        for value in near:
            said = own._ask("eq", value) is True
            if answers.setdefault(value, said) is not said:
                raise CandidateError("an object equals a number only sometimes")
    if answers[expected] and sum(answers.values()) > 1:
        raise CandidateError("an object equals several numbers")
    return answers[expected]


def operators():
    """Operators work where the test itself made the object from a class that it named, and comparisons between two such objects only."""
    def compare(name):
        def forward(self, other):
            if name == "eq" and self._own and type(other) in (int, float) and other - other == 0:
                return equals_number(self, other)
            if type(other) is not Remote or not (is_made(self) and (is_made(other) or other._kin) or self._kin and is_made(other)):
                return NotImplemented
            return plain(self._ask(name, other), bool)
        return forward

    def operation(name):
        def forward(self, *other):
            if name in ("and", "or", "xor") and self._kin and all(type(o) is Remote and o._kin and o._kind == self._kind for o in other):
                return self._ask(name, *other)  # members of one enumeration of flags
            if not is_made(self) or not all(is_made(o) or self._own and type(o) in (int, float) for o in other):
                return NotImplemented
            value = self._ask(name, *other)
            if type(value) is Remote and value._kind == self._kind:
                return made_by_test(value)
            if any(type(o) is not Remote for o in other):
                raise CandidateError("an operator with a number gives no object of its class")
            return value
        return forward
    for name in ("eq", "lt", "le", "gt", "ge"):
        setattr(Remote, "__%s__" % name, compare(name))
    for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "radd", "rsub", "rmul", "rtruediv"):
        setattr(Remote, "__%s__" % name, operation(name))
    for name in ("abs", "neg"):
        setattr(Remote, "__%s__" % name, operation(name))


class Candidate:
    """Stands for the candidate's function or class inside the test."""

    gone = None
    calls = 0

    def __init__(self, entry):
        self.__dict__.update(_entry=entry, __name__=entry.rpartition(".")[2], __qualname__=entry)

    def __call__(self, *args, **kwargs):
        Candidate.calls += 1
        value = ask({"e": self._entry, "o": "call"}, args, kwargs)
        if type(value) is Remote and value._kind == self.__name__ and self.__name__ in class_names:
            return made_by_test(value)
        return value

    def __getattr__(self, name):
        if name.startswith("__") and name not in SAID_OF_ITSELF:
            raise AttributeError(name)
        return self._ask("get", name)

    def _ask(self, operation, *args, **kwargs):
        Candidate.calls += 1
        return ask({"e": self._entry, "o": operation}, args, kwargs)

    def __setattr__(self, name, value):
        self._ask("set", name, value)

    def __delattr__(self, name):
        self._ask("del", name)

    def __mro_entries__(self, bases):
        raise TestError("Unsupported: the test derives a class from %s, which is the candidate's" % self._entry)

    __doc__ = property(lambda self: self._ask("get", "__doc__"))

    @property
    def __signature__(self):
        import inspect
        return inspect.Signature([
            inspect.Parameter(str(name), inspect._ParameterKind(kind), default=default if given else inspect.Parameter.empty)
            for name, kind, given, default in self._ask("signature")])

    def __len__(self):
        return plain(self._ask("len"), int)

    def __iter__(self):
        return iter(self._ask("iter"))

    def __getitem__(self, key):
        return self._ask("item", key)

    def __contains__(self, value):
        return plain(self._ask("contains", value), bool)

    def __bool__(self):
        return True

    def __subclasscheck__(self, other):
        return (type(other) is Candidate and other._entry == self._entry) or (type(other) is Remote and plain(self._ask("issubclass", other), bool))

    def __instancecheck__(self, other):
        return type(other) in (NumberMember, TextMember) and other._kind == self.__name__ or type(other) is Remote and (other._kind == self.__name__ or plain(self._ask("isinstance", other), bool))


class Trial(ast.NodeTransformer):
    """Rewrites a test in three places. Changes that the candidate makes to an argument of an assert take effect behind the assert, so
    that they cannot reach its other side. A value that was computed from what the candidate changed is computed from what it was.
    Handlers that name the exceptions that end loops take the candidate's."""

    def __init__(self, names):
        self.names, self.derived, self.written = names, set(), set()

    def visit_FunctionDef(self, node):
        outer = self.derived, self.written
        self.derived, self.written = self.derived | self.derived_names(node), self.written | self.written_names(node)
        self.generic_visit(node)
        self.derived, self.written = outer
        return node

    def written_names(self, node):
        """Names that stand for lists which the test wrote down and does not hand to the candidate."""
        given = {n.id for c in ast.walk(node) if isinstance(c, ast.Call) and self.calls(c) for a in [*c.args, *c.keywords] for n in ast.walk(a) if isinstance(n, ast.Name)
                 if not (isinstance(c.func, ast.Name) and c.func.id not in self.names and c.func.id not in ("map", "filter"))}
        return {t.id for n in ast.walk(node) if isinstance(n, ast.Assign) and isinstance(n.value, (ast.List, ast.Tuple)) and not self.calls(n.value)
                for t in n.targets if isinstance(t, ast.Name)} - given

    def derived_names(self, node):
        """Names whose values come from the candidate's, over any number of steps."""
        found, before = set(self.names), -1
        sources = [(t, a.iter if isinstance(a, ast.For) else a.context_expr if isinstance(a, ast.withitem) else a.value)
                   for a in ast.walk(node) if isinstance(a, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.For, ast.NamedExpr, ast.withitem))
                   for t in (a.targets if isinstance(a, ast.Assign) else [a.optional_vars if isinstance(a, ast.withitem) else a.target])]
        while before != len(found):
            before = len(found)
            for target, source in sources:
                if target is not None and source is not None and any(isinstance(n, ast.Name) and n.id in found for n in ast.walk(source)):
                    found |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
        return found - set(self.names)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Module(self, node):
        return self.visit_FunctionDef(node)

    def calls(self, node):
        return any(isinstance(n, ast.Name) and n.id in self.names for n in ast.walk(node))

    def visit_Assert(self, node):
        if any(isinstance(n, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)) for n in ast.walk(node)):
            return node
        self.generic_visit(node)
        test = node.test
        calls = self.calls(test)
        nothing = isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.Is, ast.Eq)) and isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value is None
        node.test = self.operands(self.compared(test))
        if not calls:
            return node
        hold = ast.parse("with __hold__(): pass").body[0]
        hold.body = [node]
        hold = ast.copy_location(hold, node)
        # A call that must give None is made for its changes.
        return self.changing(hold) if nothing and isinstance(test.left, ast.Call) else hold

    def operands(self, test):
        if not isinstance(test, ast.BoolOp):
            return test
        first, *later = test.values
        behind = [ast.parse("(__release__(), 0)[1]", mode="eval").body for _ in later]
        for made, value in zip(behind, later):
            made.value.elts[1] = value
        test.values = [first, *behind]
        return test

    def compared(self, test):
        if isinstance(test, ast.BoolOp):
            test.values = [self.compared(v) for v in test.values]
            return test
        if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], (ast.Eq, ast.Is, ast.GtE, ast.LtE)):
            return test
        left, right = test.left, test.comparators[0]
        marks = [self.calls(s) or any(isinstance(n, ast.Name) and n.id in self.derived for n in ast.walk(s)) for s in (left, right)]
        if marks == [True, False]:
            test.comparators = [self.original(right)]
        elif marks == [False, True]:
            test.left = self.original(left)
        elif isinstance(left, ast.Name) and not isinstance(right, ast.Name) and self.mentions(right, left.id):
            test.comparators = [self.original(right)]
        elif isinstance(right, ast.Name) and not isinstance(left, ast.Name) and self.mentions(left, right.id):
            test.left = self.original(left)
        return test

    @staticmethod
    def mentions(node, name):
        return any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(node))

    def original(self, side):
        names = sorted({n.id for n in ast.walk(side) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)})
        if isinstance(side, (ast.Constant, ast.Name)) and not names or self.calls(side):
            return side
        made = ast.parse("__original__(lambda: 0, lambda: (%s))" % "".join("__value__(lambda: %s), " % n for n in names), mode="eval").body
        made.args[0].body = side
        return made

    def visit_Compare(self, node):
        self.generic_visit(node)
        if any(isinstance(o, (ast.Is, ast.IsNot)) for o in node.ops) and len(node.ops) == 1:
            node.left, node.comparators = self.itself(node.left), [self.itself(c) for c in node.comparators]
        return node

    @staticmethod
    def itself(side):
        return side if isinstance(side, ast.Constant) else ast.Call(ast.Name("__itself__", ast.Load()), [side], [])

    def visit_Expr(self, node):
        self.generic_visit(node)
        return self.changing(node) if isinstance(node.value, ast.Call) and self.comes(node.value.func) else node

    @staticmethod
    def changing(node):
        changing = ast.parse("with __changing__(): pass").body[0]
        changing.body = [node]
        return ast.copy_location(changing, node)

    def visit_For(self, node):
        self.generic_visit(node)
        node.iter = self.whole(node.iter)
        return node

    def visit_comprehension(self, node):
        self.generic_visit(node)
        node.iter = self.whole(node.iter)
        return node

    def whole(self, source):
        """What a loop goes over, as it was before a call that is not made for its changes."""
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Name) and source.func.id == "__original__":
            return source
        made = self.original(source)
        if made is not source:
            made.func = ast.Name("__whole__", ast.Load())
        return made

    def visit_ExceptHandler(self, node):
        self.generic_visit(node)
        if node.type is not None:
            node.type = self.ends(node.type)
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        if name in ("raises", "assertRaises", "assertRaisesRegex", "suppress"):
            node.args = [self.ends(a) for a in node.args]
        elif name in ("assertIs", "assertIsNot"):
            node.args = [*map(self.itself, node.args[:2]), *node.args[2:]]
        elif isinstance(node.func, ast.Name) and name in ("eval", "exec", "compile") and node.args and self.comes(node.args[0]):
            node.func = ast.Attribute(ast.Name("__theirs__", ast.Load()), name, ast.Load())
        elif isinstance(node.func, ast.Name) and name == "zip" and "zip" not in self.names and len(node.args) > 1 and not any(isinstance(a, ast.Starred) for a in node.args):
            theirs = [self.comes(a) for a in node.args]
            written = ast.Tuple([ast.Constant(any(theirs) and self.is_written(a)) for a in node.args], ast.Load())
            node.func, node.args = ast.Name("__zip__", ast.Load()), [written, *node.args]
        return node

    def is_written(self, side):
        """Whether a side is a list that the test wrote down, in place or under a name that it gives the candidate nowhere."""
        return isinstance(side, (ast.List, ast.Tuple)) and not self.comes(side) or isinstance(side, ast.Name) and side.id in self.written

    def comes(self, node):
        """Whether a value is the candidate's."""
        return self.calls(node) or any(isinstance(n, ast.Name) and n.id in self.derived for n in ast.walk(node))

    @staticmethod
    def ends(node):
        named = [n for n in (node.elts if isinstance(node, ast.Tuple) else [node]) if isinstance(n, ast.Name)]
        if not any(n.id in ("StopIteration", "StopAsyncIteration", "GeneratorExit") for n in named):
            return node
        return ast.Tuple([*(node.elts if isinstance(node, ast.Tuple) else [node]), ast.Name("__stop__", ast.Load())], ast.Load())


class Pairs:
    """zip of a test. Where the candidate's side, or an argument that the candidate changed, ends before what the test wrote down beside it,
    there is less to check than the test says."""

    def __init__(self, written, sides):
        self.sides = [iter(s) for s in sides]
        self.full = [len(s) if type(s) in (list, tuple) and w else None for s, w in zip(sides, written)]
        whole = [len(pristine[id(s)][1]) if id(s) in pristine and pristine[id(s)][0] is s and hasattr(s, "__len__") else None for s in sides]
        for i, was in enumerate(whole):
            if was is not None and len(sides[i]) < was and any(type(s) in (list, tuple) and len(s) == was for j, s in enumerate(sides) if j != i):
                raise AssertionError("fewer items than there were")
        self.at = 0

    def __iter__(self):
        return self

    def __next__(self):
        row = []
        for i, side in enumerate(self.sides):
            try:
                row.append(next(side))
            except StopIteration:
                if self.full[i] is None and any(f is not None and f > self.at for f in self.full):
                    raise AssertionError("fewer items than the test has") from None
                raise
        self.at += 1
        return tuple(row)


def paired(written, *sides, **named):
    return zip(*sides, **named) if named else Pairs(written, sides)


class Hold:
    def __enter__(self):
        global held
        self.outer, held = held, []

    def __exit__(self, *error):
        global held
        release()
        held = self.outer
        if held is None:
            files_before.clear()


def release():
    global held
    waiting, held = held or [], None if held is None else []
    for old, new in waiting:
        change(old, new)


def inspect_there():
    """Functions of the library that look inside an object ask the candidate's side where the object is there."""
    def asking(module, name, real):
        @functools.wraps(real)
        def ask_or_look(subject, *args, **kwargs):
            return subject._ask("inspected", module, name, *args, **kwargs) if type(subject) in (Remote, Candidate) else real(subject, *args, **kwargs)
        return ask_or_look
    for module, names in INSPECTING.items():
        library = __import__(module)
        for name in names:
            setattr(library, name, asking(module, name, getattr(library, name)))


def is_subclass(one, of):
    """issubclass, where the candidate's classes are stood for."""
    if isinstance(of, tuple):
        return any(is_subclass(one, k) for k in of)
    if type(one) in (Candidate, Remote) and type(of) in (Candidate, Remote):
        subject = ask({"e": one._entry, "o": "value"}, (), {}) if type(one) is Candidate else one
        return type(subject) is Remote and plain(of._ask("issubclass", subject), bool)
    return False if type(one) in (Candidate, Remote) or type(of) in (Candidate, Remote) else issubclass(one, of)


def value_of(get):
    try:
        return get()
    except NameError:
        return None


class Changing:
    def __enter__(self):
        global for_changes
        self.outer, for_changes = for_changes, True

    def __exit__(self, *error):
        global for_changes
        for_changes = self.outer


def whole(side, objects):
    value = original(side, lambda: [o for o in objects() if id(o) in untouchable]) if untouchable else side()
    return value


def original(side, objects):
    """A side of a comparison, computed from arguments as they were before the candidate changed them."""
    if files_before:
        return with_files(lambda: without_changes(side, objects))
    return without_changes(side, objects)


def with_files(side):
    """A side of a comparison, computed with the test's files as they were."""
    before = dict(files_before)
    now = {p: file_of(p) for p in before}
    files_before.clear()
    for path, content in before.items():
        put_file(path, content)
    try:
        value = side()
        return list(value) if hasattr(type(value), "__next__") else value
    finally:
        for path, content in now.items():
            if content is not None:
                put_file(path, content)
            elif os.path.lexists(path):
                os.unlink(path)
        files_before.update(before)


def without_changes(side, objects):
    changed = [pristine[id(o)] for o in objects() if id(o) in pristine and pristine[id(o)][0] is o] if pristine else []
    if not changed:
        return side()
    now = [copy.deepcopy(o) for o, _ in changed]
    for o, was in changed:
        update(o, copy.deepcopy(was))
    try:
        value = side()
        if hasattr(type(value), "__next__") or type(value).__name__ in ("dict_keys", "dict_values", "dict_items"):
            return list(value)  # it would look again, later
        return copy.deepcopy(value) if any(value is o for o, _ in changed) else value
    finally:
        for (o, _), was in zip(changed, now):
            update(o, was)


def share_classes():
    shared[:] = [n for n, v in space.items() if isinstance(v, type) and v.__module__ == "check"]


def run(text, name, names):
    run_tree(ast.parse(text, name), name, names)


def used_as_classes(tree, names):
    """Names of the candidate's that a test uses as classes: only such a test may be answered by a class's own operators. Who may be a
    function is one: its result is never asked for more than the methods that plain values have."""
    def makes(node):
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names

    def taken_as_number(node):
        return isinstance(node.func, ast.Name) and node.func.id in ("abs", "round", "float", "int", "isclose", "print", "sum")

    entry = "".join(sorted(names - {"candidate"})[:1])  # in a check the one name beside it
    found = {n.name for n in ast.walk(tree) if isinstance(n, ast.ClassDef)}
    made = {ast.unparse(t): v.func.id for n in ast.walk(tree) if isinstance(n, ast.Assign) for target in n.targets
            for t, v in (zip(target.elts, n.value.elts) if isinstance(target, ast.Tuple) and isinstance(n.value, ast.Tuple) else [(target, n.value)])
            if makes(v) and isinstance(t, (ast.Name, ast.Attribute))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            name = node.value.func.id if makes(node.value) else made.get(ast.unparse(node.value)) if isinstance(node.value, (ast.Name, ast.Attribute)) else None
            if name is not None and (name[:1].isupper() or name == "candidate" and entry[:1].isupper() or node.attr not in PLAIN_METHODS):
                found.add(name)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("isinstance", "issubclass"):
            found |= {n.id for a in node.args[1:] for n in ast.walk(a) if isinstance(n, ast.Name)}
        elif isinstance(node, (ast.BinOp, ast.Compare)):
            sides = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.left, *node.comparators]
            called = [s.func.id if makes(s) else made.get(ast.unparse(s)) if isinstance(s, (ast.Name, ast.Attribute)) else None for s in sides]
            found |= {c for c in called if c is not None and called.count(c) > 1 and (c[:1].isupper() or c == "candidate" and entry[:1].isupper())}
        # What is written as a class and compared, collected, or handed on is an object; what is calculated with is not.
        at = [node.left, *node.comparators] if isinstance(node, ast.Compare) and all(isinstance(o, (ast.Eq, ast.NotEq, ast.In, ast.NotIn)) for o in node.ops) \
            else node.elts if isinstance(node, (ast.List, ast.Tuple, ast.Set)) else [*node.args, *(k.value for k in node.keywords)] if isinstance(node, ast.Call) and not taken_as_number(node) else \
            [node.elt] if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)) else []
        found |= {n.func.id for n in at if makes(n) and n.func.id[:1].isupper() and not n.func.id.isupper()}
    functions = {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))}
    return (found & names) - functions


def run_tree(tree, name, names):
    class_names.update(used_as_classes(tree, names) - functions_of_prompt)
    tree = Trial(names).visit(tree)
    run_own(ast.fix_missing_locations(tree), name)


def run_own(text, name):
    code = compile(text, name, "exec", dont_inherit=True)
    own_code.append(code)  # by itself: any file may have its name
    exec(code, space)


def equal(expected, actual, tolerance, absolute):
    """JSON's idea of equality: lists and tuples are one, keys are texts, decimals may be close, whole numbers are exact."""
    if type(actual) in (NumberMember, TextMember):
        actual = actual.value
    if type(expected) in (list, tuple):
        return type(actual) in (list, tuple) and len(expected) == len(actual) and all(equal(e, a, tolerance, absolute) for e, a in zip(expected, actual))
    if type(expected) is dict:
        if not isinstance(actual, dict) or len(expected) != len(actual):
            return False
        keyed = {k if type(k) is str else json.dumps(k): v for k, v in actual.items() if type(k) in (str, int, float, bool) or k is None}
        return len(keyed) == len(expected) and all(k in keyed and equal(v, keyed[k], tolerance, absolute) for k, v in expected.items())
    if type(expected) is bool or expected is None or type(expected) is str:
        return type(expected) is type(actual) and expected == actual
    if type(actual) not in (int, float, bool):
        return False
    if type(expected) is int or type(actual) is not float:
        return expected == actual
    return expected == actual or abs(expected - actual) <= max(tolerance * abs(expected), absolute, 1e-9 if expected == 0 and tolerance else 0)


def sort_key(value):
    return json.dumps(value, sort_keys=True, default=str)


unwrapped = None  # how this problem's answers lie in their one-element lists: found with the first


def run_call(candidate, call, spec):
    global unwrapped
    # Arguments are lists here where the problem is given as JSON: fresh ones for each call.
    arguments = json.loads(json.dumps(call["args"]))
    value = candidate(*arguments, **call.get("kwargs") or {})
    if spec.get("compare_argument") is not None:
        value = arguments[spec["compare_argument"]]
    if type(value) in (Flow, GeneratorFlow):
        value = list(value)
    expected = call["expected"]
    if spec.get("text_outputs") and type(expected) is str and type(value) is not str:
        expected = json.loads(expected)
    if spec.get("unordered") and type(value) in (list, tuple) and type(expected) is list:
        value, expected = sorted(value, key=sort_key), sorted(expected, key=sort_key)
    tolerance, absolute = spec.get("tolerance") or 0.0, spec.get("absolute_tolerance") or 0.0
    right = unwrapped is not True and equal(expected, value, tolerance, absolute)
    if not right and spec.get("wrapped_outputs") and unwrapped is not False and type(expected) is list and len(expected) == 1:
        right = equal(expected[0], value, tolerance, absolute)
        unwrapped = True if right else unwrapped
    elif right and spec.get("wrapped_outputs"):
        unwrapped = False
    if not right:
        raise AssertionError("wrong value")


def loaded(tree):
    """Names that a text reads and does not define by itself."""
    own = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    own |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    own |= {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler)) and n.name}
    own |= {(a.asname or a.name).partition(".")[0] for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}
    return [n for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and n.id not in own]


class Approx:
    """pytest's approx: equal within 1e-6 of the expected value, or 1e-12."""

    def __init__(self, expected, rel=None, abs=None, nan_ok=False):
        self.expected, self.rel, self.abs = expected, rel, abs

    def __eq__(self, actual):
        return self.near(self.expected, actual)

    __hash__ = None

    def near(self, expected, actual):
        if isinstance(expected, dict):
            return isinstance(actual, dict) and expected.keys() == actual.keys() and builtins.all(self.near(v, actual[k]) for k, v in expected.items())
        if isinstance(expected, (list, tuple)):
            return isinstance(actual, (list, tuple)) and len(expected) == len(actual) and builtins.all(map(self.near, expected, actual))
        if expected == actual:
            return True
        try:
            slack = self.abs if self.abs is not None and self.rel is None else max(1e-12 if self.abs is None else self.abs, (1e-6 if self.rel is None else self.rel) * builtins.abs(expected))
            return builtins.abs(expected - actual) <= slack
        except TypeError:
            return False


class Raises:
    """pytest's raises."""

    def match(self, pattern):
        import re
        assert re.search(pattern, str(self.value)), "another message"
        return True

    def __init__(self, kinds, match):
        self.kinds, self.pattern, self.value = kinds, match, None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        import re
        if kind is None:
            raise AssertionError("did not raise")
        self.value, self.type = error, kind
        if not issubclass(kind, self.kinds):
            return False
        if self.pattern is not None and not re.search(self.pattern, str(error)):
            raise AssertionError("another message")
        return True


def raises(kinds, function=None, *args, match=None, **kwargs):
    if function is None:
        return Raises(kinds, match)
    with Raises(kinds, match) as caught:
        function(*args, **kwargs)
    return caught


def package(name):
    """A package by its name or usual short name; of pytest what plain asserts use."""
    if name == "pytest":
        made = types.ModuleType("pytest")
        made.approx, made.raises = Approx, raises
        return sys.modules.setdefault("pytest", made)
    try:
        return __import__(PACKAGES[name], fromlist=["*"])
    except ImportError:
        raise TestError("the test uses %s, which is not installed" % PACKAGES[name]) from None


def tool(name):
    """Python's own thing of that name: a module, or a function of one that tests commonly use."""
    if name in PACKAGES:
        return package(name)
    if name in ("approx", "raises"):
        return getattr(package("pytest"), name)
    if name in TOOLS or (name in sys.stdlib_module_names and not name.startswith("_")):
        return __import__(name)
    for module in TOOLS:
        if module in sys.modules or module in ("unittest.mock",):
            found = getattr(sys.modules.get(module), name, None)
            if found is not None and not name.startswith("_") and not isinstance(found, types.ModuleType):
                return found
    return None


def find_names(setup, asserts, given):
    """Gives each name that the tests use and nobody defines its meaning. Python's own names are Python's. With an entry point nothing
    else is the candidate's. Without one the rest are; if none is left, the one name that all asserts call, in the innermost of calls,
    is the candidate's though Python has it too. What the submission defines has no say: it could define away the test's own tools."""
    trees = [ast.parse(t) for t in asserts]
    texts = ([ast.parse(setup)] if setup else []) + trees
    defined = set(space) | {n.id for n in ast.walk(texts[0]) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)} if setup else set(space)
    if setup:
        defined |= {n.name for n in ast.walk(texts[0]) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
        for node in ast.walk(texts[0]):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                defined |= {(a.asname or a.name).partition(".")[0] for a in node.names}
                if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
                    defined |= set(dir(__import__(node.module, fromlist=["*"])))
    unknown = {n.id for t in texts for n in loaded(t)} - defined
    python = {n for n in unknown if hasattr(builtins, n)}
    tools = {n: t for n in unknown - python for t in [tool(n)] if t is not None}
    rest = unknown - python - set(tools)
    if given is not None:
        if rest:
            raise TestError("the test uses %s, which nobody defines" % ", ".join(sorted(rest)))
    elif not rest:
        rest = {innermost(trees, (python | set(tools)))}
    for name, found in tools.items():
        if name not in rest:
            space[name] = found
    caught = {n.id for t in texts for h in ast.walk(t) for k in kinds_of_errors(h) for n in ast.walk(k) if isinstance(n, ast.Name)}
    for name in rest:
        space[name] = of_candidate(name) if name in caught else Candidate(name)
    return rest


def kinds_of_errors(node):
    """Where a test names classes of errors."""
    if isinstance(node, ast.ExceptHandler):
        return [node.type] if node.type is not None else []
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        return node.args[:1] if name in ("raises", "assertRaises", "assertRaisesRegex", "suppress") else []
    return []


def innermost(trees, unknown):
    common = None
    for tree in trees:
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in unknown]
        inner = {c.func.id for c in calls if not any(n is not c and n in calls for n in ast.walk(c))}
        common = inner if common is None else common & inner
    if not common:
        raise TestError("the asserts call nothing in common")
    if len(common) > 1:
        common = {n for n in common if not hasattr(builtins, n)} or common
    if len(common) > 1:
        raise TestError("the asserts call %s: one of them must be the entry_point" % ", ".join(sorted(common)))
    return common.pop()


def cases(spec, candidate, names):
    if spec.get("pytest"):
        yield from pytest_file(spec["pytest"], names)
    if spec.get("check"):
        run(spec["check"], "check.py", names | {"candidate"})
        if "candidate" in class_names and candidate is not None:
            class_names.update({candidate.__name__} - functions_of_prompt)
        share_classes()
        if candidate is not None:
            space[candidate.__name__] = candidate
        yield lambda: space["check"](candidate)
    for text in spec.get("asserts") or ():
        yield lambda text=text: run(text, "assert.py", names)
    for call in spec.get("calls") or ():
        yield lambda call=call: run_call(candidate, call, spec)


def main():
    with open("spec.json", "rb") as file:
        spec = json.loads(file.read())
    texts = [t for t in (spec.get("setup"), spec.get("check"), spec.get("pytest"), *(spec.get("asserts") or ())) if t]
    operators()
    inspect_there()
    if any("seed" in t for t in texts):
        for name, words in (("random", ("random",)), ("numpy.random", ("numpy", "np."))):
            if any(word in t for t in texts for word in words):
                follow_seeds(name)
    candidate = Candidate(spec["entry_point"]) if spec.get("entry_point") else None
    package("pytest")
    space.update(__stop__=CandidateStop, __hold__=Hold, __release__=release, __value__=value_of, __itself__=itself, __original__=original, __whole__=whole, __changing__=Changing, __zip__=paired,
                 issubclass=is_subclass, __theirs__=types.SimpleNamespace(**dynamic(True)), **dynamic(False))
    os.set_inheritable(CHANNEL, False)
    os.unlink("spec.json")
    sys.path[:] = [p for p in sys.path if not p.startswith("/box/")]
    if any("patch" in t for t in texts):
        mirror_mocks()
    sys.addaudithook(watch)
    threading.excepthook = lambda args: lost.append(args.exc_value)
    setup = spec.get("setup") or ""
    names = set()
    if candidate is not None:
        run_own(setup, "setup.py")
        defined = ast.parse(setup).body
        functions_of_prompt.update(n.name for n in defined if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)))
        class_names.update(n.name for n in defined if isinstance(n, ast.ClassDef))
        names = {candidate.__name__}
        space[candidate.__name__] = candidate
        find_names("", spec.get("asserts") or (), candidate)
    elif spec.get("asserts"):
        names = find_names(setup, spec["asserts"], None)
        run_own(setup, "setup.py")
    else:
        run_own(setup, "setup.py")
    share_classes()
    for case in cases(spec, candidate, names):
        started, calls, text = time.monotonic(), Candidate.calls, ""
        lost.clear()
        pristine.clear()
        copies.clear()
        untouchable.clear()
        try:
            case()
            if lost:
                raise lost[0]
            # A test that swallows errors, or never calls, proves nothing.
            if Candidate.gone is not None:
                text = Candidate.gone
            elif Candidate.calls == calls and not spec.get("pytest"):
                raise TestError("the test never calls the candidate")
        except TestError:
            raise
        except Skipped:
            continue
        except CandidateGone as error:
            text = str(error) or "gone"
        except AssertionError:
            text = "wrong answer"
        except BaseException as error:
            text = "%s: %s" % (type(error).__name__, error)
        text = text[:300].encode("utf-8", "replace").decode()
        send(b"R", json.dumps({"passed": text == "", "text": text, "ms": int((time.monotonic() - started) * 1000)}).encode())
        if Candidate.gone is not None or (text and not spec.get("all_cases")):
            break
    if Candidate.calls == 0 and Candidate.gone is None:
        raise TestError("the test never calls the candidate")
    send(b"D", b"")


def start():
    try:
        main()
    except CandidateGone as error:
        send(b"R", json.dumps({"passed": False, "text": str(error)[:300].encode("utf-8", "replace").decode() or "gone", "ms": 0}).encode())
        send(b"D", b"")
    except TestError as error:
        send(b"T", str(error)[:300].encode("utf-8", "replace"))
