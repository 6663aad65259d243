# How values cross between the test's sandbox and the candidate's, the same text on both sides. Plain data crosses as data of exact types;
# an instance of a class that both sides know by name crosses as its attributes; everything else as a handle: the other side may call it
# and ask it, never compare by it. What comes in is hostile data: each tag is checked, nothing of it is run.
import array
import collections
import datetime
import decimal
import enum
import fractions
import json
import os
import struct
import sys
import types
import uuid

CHANNEL = 3
DEEPEST = 90
FEW_KEYS = 500  # of one hash
LARGEST_FILE = 1 << 20
MOST_FILES = 256  # of a folder


class BadValue(Exception):
    """What came in is no value."""


class Unsupported(Exception):
    """Nothing stands for this value on the other side."""


class Values:
    """The values of one message. Instances lie in a table beside the values: a list of a million nodes is no deeper than one node."""

    def __init__(self, table=None):
        self.table = [] if table is None else table
        self.seen, self.kept, self.waiting, self.busy = {}, [], [], False

    # What a side knows that the other does not: overridden.
    def shared_class(self, kind):
        """The name under which the other side knows this class or its nearest base; null = it does not."""

    def find_class(self, name):
        """This side's class of that name; null = there is none."""

    def number_of(self, value):
        """The number by which the other side may ask an instance; null = it may not."""

    def stands_for(self, at):
        """Whether what was made only stands for the other side's object."""
        return False

    def may_set(self, kind, name):
        """Whether an object that comes in may have that attribute of its own."""
        return True

    def is_object(self, value):
        """Whether it is an object to the tests, whatever its class derives from."""
        return False

    def numbers_of(self, value):
        """The numbers by which the other side may ask an instance and its class; empty = it may not."""
        return []

    def number_of_error(self, error):
        """The number under which the test's side knows an exception of its own; null = it is not the test's."""
        return None

    def member(self, kind, name, value, number):
        """A member of the other side's enumeration that is a number or a text too."""
        return value

    def unknown_member(self, body):
        raise BadValue("no such member")

    def handle(self, value):
        raise Unsupported(type(value).__name__)

    def resolve(self, tag, body):
        raise BadValue(tag)

    def encode(self, value, depth=0):
        kind = type(value)
        if value is None or kind is bool or kind is str or kind is float:
            return value
        if kind is int:
            return value if value.bit_length() <= 1024 else {"i": hex(value)}
        if depth > DEEPEST:
            raise BadValue("nested too deeply")
        if kind is list:
            return [self.encode(v, depth + 1) for v in value]
        tag = SEQUENCES.get(kind)
        if tag is not None:
            return {tag: [self.encode(v, depth + 1) for v in value]}
        if kind is dict or kind is collections.Counter or kind is collections.OrderedDict or kind is collections.defaultdict:
            return {MAPPINGS[kind]: [[self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in value.items()]}
        if kind is bytes:
            return {"b": value.hex()}
        if kind is bytearray:
            return {"B": value.hex()}
        if kind is memoryview:
            return {"b": value.tobytes().hex()}
        if kind is uuid.UUID:
            return {"u": value.hex}
        if kind is types.SimpleNamespace:
            return {"Z": [[k, self.encode(v, depth + 1)] for k, v in vars(value).items()]}
        if kind is complex:
            return {"c": [value.real, value.imag]}
        if kind is range:
            return {"r": [value.start, value.stop, value.step]}
        if kind is slice:
            return {"l": [self.encode(v, depth + 1) for v in (value.start, value.stop, value.step)]}
        if kind is decimal.Decimal:
            return {"D": str(value)}
        if kind is fractions.Fraction:
            return {"F": [self.encode(value.numerator), self.encode(value.denominator)]}
        if kind in TIMES:
            return {"T": [kind.__name__, value.isoformat()]}
        if kind is datetime.timedelta:
            return {"T": ["timedelta", [value.days, value.seconds, value.microseconds]]}
        if kind is collections.deque:
            return {"q": [value.maxlen, [self.encode(v, depth + 1) for v in value]]}
        if kind is array.array:
            return {"a": [value.typecode, [self.encode(v) for v in value]]}
        if kind is types.MappingProxyType:
            return self.encode(dict(value), depth + 1)
        if kind.__module__.partition(".")[0] == "pathlib" and hasattr(value, "__fspath__"):
            return {"P": os.fspath(value)}
        if kind.__module__ == "numpy" and not hasattr(value, "__len__") and hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
            return self.encode(value.item(), depth + 1)
        if value is NotImplemented or value is Ellipsis:
            return {"k": repr(value)}
        if isinstance(value, type):
            return {"y": value.__name__} if BUILTINS.get(value.__name__) is value else self.handle(value)
        if isinstance(value, enum.Enum):
            name = self.shared_class(kind)
            if name is not None:
                return {"e": [name, value.name, *self.numbers_of(value)]}
            for base in (int, str):
                if isinstance(value, base):
                    plain, number = PLAIN[base](value), self.number_of(value)
                    return plain if value.name is None or number is None else {"m": [kind.__name__, value.name, self.encode(plain), number]}
            return self.handle(value)
        if isinstance(value, tuple) and hasattr(kind, "_fields"):
            return {"N": [kind.__name__, list(kind._fields), [self.encode(v, depth + 1) for v in value]]}
        name = None if isinstance(value, CONTAINERS) else self.shared_class(kind)
        if name is not None:
            return self.instance(value, name)
        if isinstance(value, BaseException):
            return {"x": self.error(value, depth + 1)}
        if self.is_object(value):
            return self.handle(value)
        # What behaves as plain data crosses as plain data.
        for base in CONTAINERS:
            if isinstance(value, base):
                plain = dict(value) if base is dict else base.__iter__(value) if base in (tuple, list, set, frozenset) else None
                return self.encode(plain if base is dict else base(plain) if plain is not None else PLAIN[base](value), depth + 1)
        if kind.__name__ in VIEWS:
            return {VIEWS[kind.__name__]: [self.encode(v, depth + 1) for v in value]}
        return self.handle(value)

    def instance(self, value, name):
        at = self.seen.get(id(value))
        if at is None:
            at = self.seen[id(value)] = len(self.table)
            self.table.append([name, [], *(self.numbers_of(value) or [None])])
            self.waiting.append((at, value))
            if not self.busy:
                self.busy = True
                try:
                    while self.waiting:
                        number, waits = self.waiting.pop()
                        self.kept.append(waits)  # its id stays its own
                        self.table[number][1] = [[k, self.encode(v)] for k, v in attributes(waits)]
                finally:
                    self.busy, self.waiting = False, []
        return {"S": at}

    def error(self, error, depth=0):
        """An exception: the names of its classes, the nearest first, its arguments, its own attributes, and what it was raised from."""
        def plain(value):
            try:
                return self.encode(value, depth + 1)
            except (BadValue, Unsupported, RecursionError, ValueError, TypeError):
                return str(type(value).__name__)
        names = [[c.__module__ if type(c.__module__) is str else "", c.__name__] for c in type(error).__mro__ if c is not object][:12]
        args = [plain(a) for a in error.args[:8]] if type(error.args) is tuple else []
        own = [[k, plain(v)] for k, v in list(vars(error).items())[:16] if type(k) is str and not k.startswith("_")]
        cause = error.__cause__
        cause = self.error(cause, depth + 20) if isinstance(cause, BaseException) and depth < DEEPEST // 2 else None
        return [names, args, own, cause, self.number_of_error(error)]

    def decode(self, value, depth=0):
        if depth > DEEPEST + 10:
            raise BadValue("nested too deeply")
        kind = type(value)
        if kind is list:
            return [self.decode(v, depth + 1) for v in value]
        if kind is not dict:
            return value
        if len(value) != 1:
            raise BadValue("not a value")
        (tag, body), = value.items()
        if tag in ("i", "b", "B", "D", "k", "y", "P", "u"):
            if type(body) is not str or len(body) > 1 << 26:
                raise BadValue("not a value")
            if tag == "i":
                if len(body) > 1 << 18:
                    raise BadValue("too large a number")
                return int(body, 16)
            if tag == "P":
                return __import__("pathlib").Path(body)
            if tag == "D":
                return decimal.Decimal(body)
            if tag == "u":
                return uuid.UUID(hex=body)
            if tag in "ky":
                found = {"NotImplemented": NotImplemented, "Ellipsis": Ellipsis}.get(body) if tag == "k" else BUILTINS.get(body)
                if found is None or (tag == "y" and not isinstance(found, type)):
                    raise BadValue("not a value")
                return found
            return bytes.fromhex(body) if tag == "b" else bytearray.fromhex(body)
        if tag in ("H", "G", "E"):
            return self.resolve(tag, body)
        if tag == "S":
            return self.restore(body)
        if type(body) is not list:
            raise BadValue("not a value")
        if tag in ("d", "C", "o", "p"):
            pairs = [(self.decode(k, depth + 1), self.decode(v, depth + 1)) for k, v in body]
            spread([k for k, _ in pairs])
            if tag == "C":
                counter = collections.Counter()
                for k, v in pairs:
                    counter[k] = v
                return counter
            return collections.OrderedDict(pairs) if tag == "o" else dict(pairs)
        if tag == "Z":
            made = types.SimpleNamespace()
            for name, member in body:
                if type(name) is not str or name.startswith("__"):
                    raise BadValue("not an attribute")
                setattr(made, name, self.decode(member, depth + 1))
            return made
        if tag == "r":
            if len(body) != 3 or not all(type(v) is int for v in body):
                raise BadValue("not a value")
            return range(*body)
        if tag in ("h", "w", "j"):
            return self.resolve(tag, body)
        if tag == "T":
            return self.time(*body)
        if tag == "e":
            name, member = body[:2]
            found = self.find_class(name)
            if found is None:
                return self.unknown_member(body)
            if not (isinstance(found, type) and issubclass(found, enum.Enum)) or type(member) is not str or member not in found.__members__:
                raise BadValue("no such member")
            return found.__members__[member]
        if tag == "q":
            most, items = body
            return collections.deque([self.decode(v, depth + 1) for v in items], most if type(most) is int else None)
        if tag == "a":
            code, items = body
            if type(code) is not str or code not in array.typecodes:
                raise BadValue("not a value")
            return array.array(code, [self.decode(v, depth + 1) for v in items])
        if tag == "N":
            return self.named_tuple(*body, depth)
        if tag == "m":
            name, member, plain, number = body
            plain = self.decode(plain, depth + 1)
            if type(plain) not in (int, str) or type(member) is not str or type(name) is not str or type(number) is not int:
                raise BadValue("not a value")
            return self.member(name, member, plain, number)
        if tag == "x":
            return self.exception(*body)
        items = [self.decode(v, depth + 1) for v in body]
        if tag == "t":
            return tuple(items)
        if tag == "s" or tag == "f":
            spread(items)
            return set(items) if tag == "s" else frozenset(items)
        if tag == "n":
            return iter(items)
        if tag == "W":
            spread(items)
            return dict.fromkeys(items).keys()
        if tag == "V":
            return dict(enumerate(items)).values()
        if tag == "I":
            if not all(type(i) is tuple and len(i) == 2 for i in items):
                raise BadValue("not a value")
            spread([k for k, _ in items])
            return dict(items).items()
        if tag == "l" and len(items) == 3:
            return slice(*items)
        if tag == "F" and len(items) == 2 and all(type(v) is int for v in items) and items[1]:
            return fractions.Fraction(*items)
        if tag == "c" and len(items) == 2 and all(type(v) is float for v in items):
            return complex(*items)
        raise BadValue("not a value")

    def time(self, name, body):
        if name == "timedelta":
            if len(body) != 3 or not all(type(v) is int for v in body):
                raise BadValue("not a value")
            return datetime.timedelta(*body)
        found = [k for k in TIMES if k.__name__ == name]
        if not found or type(body) is not str:
            raise BadValue("not a value")
        return found[0].fromisoformat(body)

    def named_tuple(self, name, fields, values, depth):
        items = [self.decode(v, depth + 1) for v in values]
        if not all(type(f) is str for f in fields) or len(fields) != len(items):
            raise BadValue("not a value")
        known = self.find_class(name)
        if isinstance(known, type) and issubclass(known, tuple) and getattr(known, "_fields", None) == tuple(fields):
            return tuple.__new__(known, items)
        return collections.namedtuple(name if type(name) is str and name.isidentifier() else "Named", fields, rename=True)(*items)

    def restore(self, at):
        if type(at) is not int or not 0 <= at < len(self.table):
            raise BadValue("not a value")
        if at not in self.seen:
            self.seen[at] = self.make(at)
            if self.stands_for(at):
                return self.seen[at]
            self.waiting.append(at)
            if not self.busy:
                self.busy = True
                while self.waiting:
                    number = self.waiting.pop()
                    for name, value in self.table[number][1]:
                        if type(name) is not str or (name.startswith("__") and name.endswith("__")) or not self.may_set(type(self.seen[number]), name):
                            raise BadValue("not an attribute")
                        object.__setattr__(self.seen[number], name, self.decode(value))
                self.busy = False
        return self.seen[at]

    def make(self, at):
        name = self.table[at][0]
        found = self.find_class(name)
        if not isinstance(found, type) or type(name) is not str:
            raise BadValue("no such class")
        return object.__new__(found)

    def exception(self, names, args, own, cause=None, number=None):
        raise BadValue("no exceptions here")


def spread(keys):
    """Keys that were chosen to fall together would cost the square of their number."""
    if len(keys) > FEW_KEYS:
        hashes = sorted(map(hash, keys))
        if any(a == b for a, b in zip(hashes, hashes[FEW_KEYS:])):
            raise BadValue("keys fall together")


def attributes(value):
    """Own attributes and slots; what Python makes by itself stays out."""
    found = list(vars(value).items()) if hasattr(value, "__dict__") else []
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in [slots] if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                found.append((name, getattr(value, name)))
    return [(k, v) for k, v in found if type(k) is str and not (k.startswith("__") and k.endswith("__"))]


BUILTINS = vars(__import__("builtins"))
CONTAINERS = (int, float, str, bytes, tuple, list, dict, set, frozenset)
VIEWS = {"dict_keys": "W", "dict_values": "V", "dict_items": "I"}
SEQUENCES = {tuple: "t", set: "s", frozenset: "f"}
MAPPINGS = {dict: "d", collections.Counter: "C", collections.OrderedDict: "o", collections.defaultdict: "p"}
TIMES = (datetime.datetime, datetime.date, datetime.time)
PLAIN = {int: int.__int__, float: float.__float__, str: str.__str__, bytes: lambda v: bytes(memoryview(v))}


def file_of(path):
    """A small file's content as text, null if there is none."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as file:
            content = file.read(LARGEST_FILE + 1)
        return content.hex() if len(content) <= LARGEST_FILE else None
    except (OSError, ValueError):
        return None


def put_file(path, content):
    """Makes this side's file, or folder, what it is on the other side."""
    try:
        if content is True:
            os.makedirs(path, exist_ok=True)
        elif content is not None:
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as file:
                file.write(bytes.fromhex(content))
    except (OSError, ValueError, TypeError):
        pass


def tree_of(path):
    """A file with its content, a folder with all that is in it, up to a number of files: pairs of path and content, true for a folder."""
    if not path.startswith("/tmp/") or not os.path.isdir(path) or os.path.islink(path):
        content = file_of(path)
        return [] if content is None else [[path, content]]
    found = []
    for folder, folders, names in os.walk(path):
        found.append([folder, True])
        found += [[f, c] for f in (os.path.join(folder, n) for n in sorted(names)) for c in [file_of(f)] if c is not None]
        if len(found) > MOST_FILES:
            break
    return found[:MOST_FILES]


def put_tree(path, entries):
    """Makes a file or folder of this side what it is on the other side; what the other side has not goes."""
    names = {e[0] for e in entries}
    for gone, kind in reversed(tree_of(path)):
        if gone not in names:
            try:
                os.rmdir(gone) if kind is True else os.unlink(gone)
            except OSError:
                pass
    for name, content in entries:
        put_file(name, content)


def paths_of(values):
    """Arguments that may name files or folders of a test: in /tmp or in the work folder, but for what lies there from the start.
    A name without an ending is one where there is such a file."""
    texts = [os.fspath(v) for v in values if type(v) is str or (hasattr(v, "__fspath__") and type(v).__module__.startswith("pathlib"))]
    texts = [t for t in texts if 0 < len(t) < 200 and "\0" not in t and t == os.path.normpath(t)]
    return [t for t in texts if t.startswith("/tmp/") or ("/" not in t and t not in (".", "..", "main.py", "spec.json", "submission.py") and ("." in t or os.path.lexists(t)))][:8]


def send(kind, body):
    data = memoryview(struct.pack("<I", len(body) + 1) + kind + body)
    while data:
        data = data[os.write(CHANNEL, data):]


arrived = bytearray()


def receive():
    """The next message. One read usually brings all of it."""
    def wait_for(size):
        while len(arrived) < size:
            part = os.read(CHANNEL, 1 << 16 if size <= 1 << 16 else 1 << 20)
            if not part:
                os._exit(1)
            arrived.extend(part)
    wait_for(4)
    end = 4 + struct.unpack_from("<I", arrived)[0]
    wait_for(end)
    message = bytes(memoryview(arrived)[4:end])
    del arrived[:end]
    return message
