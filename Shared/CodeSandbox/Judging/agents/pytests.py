# Runs behind judge.py, in the judge's sandbox: a trusted pytest file, with what of pytest plain tests use. Its functions and classes of
# tests are the cases; what it imports from a module that nobody has is the candidate's.


class Foreign(types.ModuleType):
    """The module of that name is the candidate's: every name in it is, and what a test puts there is there for the candidate."""

    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return of_candidate(name)

    def __setattr__(self, name, value):
        if name.startswith("__") or type(value) is Foreign:
            return super().__setattr__(name, value)
        Candidate.calls += 1
        ask({"e": "", "o": "replace"}, (None, name, value), {})

    def __delattr__(self, name):
        ask({"e": "", "o": "back"}, (None, name), {})


def of_candidate(name):
    """What the candidate has by that name: a value, a class of errors, or something to call."""
    try:
        value = ask({"e": name, "o": "value"}, (), {})
    except Exception:
        value = None  # whoever uses it gets the error then
    if value is None or type(value) is Remote:
        return Candidate(name)
    Candidate.calls += 1
    return value


class Marks:
    """pytest.mark: parametrize, skip, skipif, usefixtures and xfail count, the others say nothing here."""

    def __getattr__(self, name):
        def mark(*given, **more):
            # A mark without brackets is put on the test itself.
            if name not in ("parametrize", "usefixtures", "skipif") and len(given) == 1 and callable(given[0]) and not more:
                return marked(given[0], Mark(name, (), {}))
            return Mark(name, given, more)
        mark.bare = Mark(name, (), {})
        return mark


class Mark:
    """One mark: on a test, in a list, or with the parameters of one case."""

    def __init__(self, name, args, kwargs):
        self.name, self.args, self.kwargs = name, args, kwargs

    def __call__(self, target):
        return marked(target, self)

    def leaves_out(self):
        """Whether a test with it says nothing: skipped, or meant to fail."""
        condition = (*self.args, True)[0] if self.name in ("skipif", "xfail") else True
        return self.name in ("skip", "skipif", "xfail") and (bool(condition) or self.name == "xfail" and isinstance(condition, str))


def marked(target, mark):
    target.pytestmark = [*vars(target).get("pytestmark", ()), mark]
    return target


def marks_of(target):
    """The marks of a module, a class or a function: one, or a list."""
    return listed(getattr(target, "pytestmark", ()))


def listed(marks):
    return [getattr(m, "bare", m) for m in (marks if isinstance(marks, (list, tuple)) else [marks])]


class Parameters:
    """pytest.param."""

    def __init__(self, *values, id=None, marks=()):
        self.values, self.marks = values, listed(marks)


def fixture(function=None, **more):
    if function is None:
        return lambda f: fixture(f, **more)
    function.pytestfixture = more
    return function


def skip(reason="", **more):
    raise Skipped(reason)


def fail(reason="", pytrace=True):
    raise AssertionError(reason)


def importorskip(name, *args, **more):
    return __import__(name)


class Warned:
    """pytest.warns: what the block warns, of which one must be as said."""

    def __init__(self, kinds, match=None):
        import warnings
        self.kinds, self.pattern, self.catching = kinds, match, warnings.catch_warnings(record=True)

    def __enter__(self):
        import warnings
        self.list = self.catching.__enter__()
        warnings.simplefilter("always")
        return self.list

    def __exit__(self, kind, error, trace):
        import re
        self.catching.__exit__(kind, error, trace)
        if kind is None and self.kinds is not None and not any(
                issubclass(w.category, self.kinds) and (self.pattern is None or re.search(self.pattern, str(w.message))) for w in self.list):
            raise AssertionError("did not warn")
        return False


def warns(kinds=Warning, function=None, *args, match=None, **kwargs):
    if function is None:
        return Warned(kinds, match)
    with Warned(kinds, match):
        return function(*args, **kwargs)


def make_pytest():
    made = package("pytest")
    made.mark, made.param, made.fixture, made.skip, made.fail, made.importorskip = Marks(), Parameters, fixture, skip, fail, importorskip
    made.warns, made.deprecated_call, made.main = warns, lambda: warns((DeprecationWarning, PendingDeprecationWarning)), lambda *a, **k: 0
    made.MonkeyPatch, made.CaptureFixture, made.LogCaptureFixture, made.FixtureRequest = Patches, Captured, Heard, Request
    made.fail.Exception, made.skip.Exception = AssertionError, Skipped


def foreign_modules(tree):
    """Modules that the file imports and nobody has: one of them is the candidate's."""
    named = [n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and (n.module or n.level)]
    named += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    missing = []
    for name in dict.fromkeys((n or "solution") for n in named):
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names or top == "pytest":
            continue
        if top in PACKAGES:
            package(top)
            continue
        if not installed(top):
            missing.append(name)
    if "solution" in missing:
        missing = ["solution"] + [m for m in missing if m.startswith("solution.")]
    if len({m.partition(".")[0] for m in missing}) > 1:
        raise TestError("the test imports %s: one of them must be called solution" % ", ".join(missing))
    return missing


def installed(name):
    """Whether there is such a module, beside the files of this sandbox."""
    import importlib.util
    try:
        found = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return False
    return found is not None and not str(found.origin).startswith("/box/")


def load_pytest(text):
    """The file's text, its relative imports made absolute, and the names that are the candidate's."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            node.level, node.module = 0, node.module or "solution"
    modules = foreign_modules(tree)
    for name in modules:
        sys.modules[name] = Foreign(name)
    names = {m.partition(".")[0] for m in modules}
    names |= {a.asname or a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module in modules for a in n.names if a.name != "*"}
    names |= {a.asname for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names if a.name in modules and a.asname}
    body = [n for n in tree.body if not (isinstance(n, ast.ImportFrom) and n.module in modules and n.names[0].name == "*")]
    starred = len(body) < len(tree.body)
    tree.body = body
    if starred:
        # Whatever nobody defines is the candidate's.
        for name in {n.id for n in loaded(tree)} - set(space) - set(dir(builtins)) - {"__file__", "__name__"}:
            names.add(name)
            space[name] = of_candidate(name)
    elif not modules:
        names |= find_names(ast.unparse(tree), (), None)
    return tree, names


def unittest_cases(kind):
    import unittest
    for name in unittest.TestLoader().getTestCaseNames(kind):
        def case(name=name):
            result = unittest.TestResult()
            unittest.TestSuite([kind(name)]).run(result)
            if result.failures:
                raise AssertionError
            for _, trace in result.errors:
                raise RuntimeError(trace.strip().rpartition("\n")[2])
            if result.skipped:
                raise Skipped
        yield case


def parameter_sets(marks):
    """Every combination of what the parametrize marks give: named arguments, those meant for fixtures of the name, and marks of the row."""
    sets = [({}, {}, [])]
    for mark in (m for m in marks if m.name == "parametrize"):
        given = dict(zip(("argnames", "argvalues", "indirect"), mark.args), **mark.kwargs)
        names = given["argnames"]
        names = [n.strip() for n in names.split(",") if n.strip()] if isinstance(names, str) else list(names)
        indirect = given.get("indirect", False)
        meant = set(names) if indirect is True else set(indirect or ())
        rows = [(r.values, r.marks) if isinstance(r, Parameters) else ((r,) if len(names) == 1 else tuple(r), []) for r in given["argvalues"]]
        sets = [({**direct, **{n: v for n, v in zip(names, row) if n not in meant}}, {**through, **{n: v for n, v in zip(names, row) if n in meant}}, known + more)
                for direct, through, known in sets for row, more in rows]
    return sets


class Request:
    """pytest's request: the parameter, the test, and what is done at the end."""

    def __init__(self, asked, name, param):
        self.asked, self.fixturename, self.function, self.cls, self.instance = asked, name, asked.function, type(asked.owner) if asked.owner is not None else None, asked.owner
        self.node, self.module, self.config = types.SimpleNamespace(name=asked.function.__name__), module, types.SimpleNamespace(getoption=lambda *a: None)
        if param is not NO_PARAMETER:
            self.param = param

    def addfinalizer(self, function):
        self.asked.closing.append(function)

    def getfixturevalue(self, name):
        return self.asked.value(name)


NO_PARAMETER = object()
kept, closing_at_the_end = {}, []  # fixtures that live longer than one test


class Fixtures:
    """The fixtures of one test with one set of parameters: made when asked for, closed behind the test, or the last test where they say so."""

    def __init__(self, function, known, through, owner):
        self.function, self.known, self.through, self.owner, self.made, self.closing = function, known, through, owner, {}, []

    def value(self, name):
        if name not in self.made:
            self.made[name] = self.make(name)
        return self.made[name]

    def make(self, name):
        import inspect
        found = self.known.get(name)
        if found is None:
            return self.own(name)
        wide = found.pytestfixture.get("scope", "function") in ("class", "module", "package", "session")
        key = found, repr(self.through.get(name)), type(self.owner) if found.pytestfixture.get("scope") == "class" else None
        if wide and key in kept:
            return kept[key]
        closing, self.closing = self.closing, closing_at_the_end if wide else self.closing
        names = list(inspect.signature(found).parameters)
        method = self.owner is not None and names[:1] == ["self"]
        given = {n: Request(self, name, self.through.get(name, NO_PARAMETER)) if n == "request" else self.value(n) for n in (names[1:] if method else names)}
        made = found(self.owner, **given) if method else found(**given)
        if inspect.iscoroutine(made):
            made = run_apart(made)
        elif inspect.isgeneratorfunction(found):
            running, made = made, next(made)
            self.closing.append(lambda: next(running, None))
        self.closing = closing
        if wide:
            kept[key] = made
        return made

    def own(self, name):
        """What pytest itself brings."""
        import pathlib
        import tempfile
        if name == "tmp_path":
            return pathlib.Path(tempfile.mkdtemp(dir="/tmp"))
        if name == "tmpdir":
            return LocalPath(tempfile.mkdtemp(dir="/tmp"))
        if name in ("tmp_path_factory", "tmpdir_factory"):
            kind = pathlib.Path if name == "tmp_path_factory" else LocalPath
            return types.SimpleNamespace(mktemp=lambda base, numbered=True: kind(tempfile.mkdtemp(prefix=base, dir="/tmp")), getbasetemp=lambda: kind("/tmp"))
        if name == "request":
            return Request(self, None, NO_PARAMETER)
        if name == "recwarn":
            warned = Warned(None)
            self.closing.append(lambda: warned.__exit__(None, None, None))
            return warned.__enter__()
        kind = {"monkeypatch": Patches, "capsys": Captured, "capfd": Captured, "caplog": Heard}.get(name)
        if kind is None:
            raise TestError("the test asks for the fixture %s, which is not known here" % name)
        return kind(self.closing)


class LocalPath(type(__import__("pathlib").Path())):
    """pytest's tmpdir: the methods of py.path that tests use."""

    def join(self, *names):
        return LocalPath(self, *names)

    def mkdir(self, *names, **more):
        made = LocalPath(self, *names)
        os.makedirs(made)
        return made

    def write(self, text, mode="w"):
        with open(self, mode) as file:
            file.write(text)

    def read(self, mode="r"):
        with open(self, mode) as file:
            return file.read()

    def check(self, **more):
        return self.exists()

    def ensure(self, *names, dir=False):
        made = LocalPath(self, *names)
        os.makedirs(made if dir else made.parent, exist_ok=True)
        if not dir:
            made.touch()
        return made

    strpath = property(str)
    basename = property(lambda self: self.name)
    dirname = property(lambda self: str(self.parent))

    def listdir(self):
        return list(self.iterdir())


def call_test(function, parameters, known, owner=None):
    """Calls a test with its parameters and fixtures; what fixtures open is closed behind it."""
    import inspect
    direct, through = parameters
    fixtures = Fixtures(function, known, through, owner)
    fixtures.made.update(direct)
    try:
        for mark in marks_of(function):
            if mark.name == "usefixtures":
                for name in mark.args:
                    fixtures.value(name)
        for name, found in known.items():
            if found.pytestfixture.get("autouse"):
                fixtures.value(name)
        outcome = function(**{n: fixtures.value(n) for n in wanted(function, direct)})
        if inspect.iscoroutine(outcome):
            import asyncio
            asyncio.run(outcome)
    finally:
        for close in reversed(fixtures.closing):
            close()


def wanted(function, direct):
    """The names that a test asks for: the first ones are not, where decorators of unittest.mock give them."""
    import inspect
    names = [n for n, p in inspect.signature(function).parameters.items()
             if (p.default is inspect.Parameter.empty or n in direct) and p.kind not in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)]
    default = getattr(sys.modules.get("unittest.mock"), "DEFAULT", None)
    return names[len([p for p in getattr(function, "patchings", ()) if p.new is default and not p.attribute_name]):]


class Patches:
    """pytest's monkeypatch. What it puts into the candidate's module or the library holds on both sides."""

    def __init__(self, closing=None):
        self.closing = [] if closing is None else closing

    def setattr(self, target, name, *value, raising=True):
        if isinstance(target, str):
            target, name, value = *self.found(target), (name,)
        known = type(target) is Foreign
        had, old = name in getattr(target, "__dict__", ()), None if known else getattr(target, name, None)
        if raising and not known and not hasattr(target, name):
            raise AttributeError(name)

        def undo():
            setattr(target, name, old) if had or not hasattr(target, "__dict__") else delattr(target, name)
            mirror_end(target, name)
        self.closing.append(undo)
        setattr(target, name, value[0])
        mirror(target, name)

    def delattr(self, target, name=None, raising=True):
        if isinstance(target, str):
            target, name = self.found(target)
        old = getattr(target, name)
        self.closing.append(lambda: setattr(target, name, old))
        delattr(target, name)

    @staticmethod
    def found(path):
        """The object of a dotted path but for its last name, and that name."""
        import importlib
        *where, name = path.split(".")
        for count in range(len(where), 0, -1):
            try:
                target = importlib.import_module(".".join(where[:count]))
            except ImportError:
                continue
            return functools.reduce(getattr, where[count:], target), name
        raise ImportError(path)

    def setitem(self, target, key, value):
        had, old = key in target, target.get(key) if key in target else None
        self.closing.append(lambda: target.__setitem__(key, old) if had else target.pop(key, None))
        target[key] = value

    def delitem(self, target, key, raising=True):
        if key in target or raising:
            old = target.pop(key)
            self.closing.append(lambda: target.__setitem__(key, old))

    def setenv(self, name, value, prepend=None):
        self.setitem(os.environ, name, str(value) if prepend is None or name not in os.environ else str(value) + prepend + os.environ[name])

    def delenv(self, name, raising=True):
        self.delitem(os.environ, name, raising)

    def chdir(self, path):
        old = os.getcwd()
        self.closing.append(lambda: os.chdir(old))
        os.chdir(path)

    def syspath_prepend(self, path):
        pass

    def undo(self):
        while self.closing:
            self.closing.pop()()

    @classmethod
    @__import__("contextlib").contextmanager
    def context(cls):
        made = cls()
        try:
            yield made
        finally:
            made.undo()


class Captured:
    """pytest's capsys: what was printed since the last look."""

    def __init__(self, closing):
        import io
        self.kept, self.out, self.err = (sys.stdout, sys.stderr), io.StringIO(), io.StringIO()
        sys.stdout, sys.stderr = self.out, self.err
        closing.append(self.close)

    def close(self):
        sys.stdout, sys.stderr = self.kept

    def readouterr(self):
        said = collections.namedtuple("CaptureResult", "out err")(self.out.getvalue(), self.err.getvalue())
        for stream in (self.out, self.err):
            stream.seek(0)
            stream.truncate()
        return said

    def disabled(self):
        import contextlib
        return contextlib.nullcontext()


class Heard:
    """pytest's caplog: the log records of a test."""

    def __init__(self, closing):
        import logging
        self.records, self.logger = [], logging.root
        self.handler = logging.Handler()
        self.handler.emit = lambda record: (setattr(record, "message", record.getMessage()), self.records.append(record))
        level = logging.root.level
        logging.root.addHandler(self.handler)
        closing.append(lambda: (logging.root.removeHandler(self.handler), logging.root.setLevel(level)))

    text = property(lambda self: "".join("%-8s %s:%s:%d %s\n" % (r.levelname, r.name, r.filename, r.lineno, r.message) for r in self.records))
    messages = property(lambda self: [r.message for r in self.records])
    record_tuples = property(lambda self: [(r.name, r.levelno, r.message) for r in self.records])

    def clear(self):
        self.records.clear()

    def set_level(self, level, logger=None):
        import logging
        logging.getLogger(logger).setLevel(level)

    @__import__("contextlib").contextmanager
    def at_level(self, level, logger=None):
        import logging
        named = logging.getLogger(logger)
        old = named.level
        named.setLevel(level)
        try:
            yield
        finally:
            named.setLevel(old)


def pytest_cases(space):
    """Every test of the file as something to call, in the file's order."""
    import unittest
    outer = marks_of(module)
    fixtures = {v.pytestfixture.get("name") or n: v for n, v in space.items() if is_fixture(v)}
    for name, found in list(space.items()):
        if isinstance(found, types.FunctionType) and name.startswith("test") and not is_fixture(found):
            yield from function_cases(found, fixtures, None, outer)
        elif isinstance(found, type) and found.__module__ == "check" and issubclass(found, unittest.TestCase):
            yield from unittest_cases(found)
        elif isinstance(found, type) and found.__module__ == "check" and name.startswith("Test") and "__init__" not in vars(found):
            if hasattr(found, "setup_class"):
                found.setup_class()
            members = {n: v for kind in reversed(found.__mro__) if kind.__module__ == "check" for n, v in vars(kind).items()}
            own = {**fixtures, **{v.pytestfixture.get("name") or n: v for n, v in members.items() if is_fixture(v)}}
            for method, function in members.items():
                function = getattr(function, "__func__", function)
                if method.startswith("test") and isinstance(function, types.FunctionType):
                    yield from function_cases(function, own, found, [*outer, *marks_of(found)])
            if hasattr(found, "teardown_class"):
                found.teardown_class()
    for close in reversed(closing_at_the_end):
        close()


def is_fixture(value):
    return isinstance(value, types.FunctionType) and hasattr(value, "pytestfixture")


def used(function, fixtures):
    """The fixtures that a test asks for, directly or through others, and those that are used by themselves."""
    import inspect
    waiting = [*inspect.signature(function).parameters, *(n for n, f in fixtures.items() if f.pytestfixture.get("autouse"))]
    found = []
    while waiting:
        name = waiting.pop(0)
        if name in fixtures and name not in found:
            found.append(name)
            waiting.extend(inspect.signature(fixtures[name]).parameters)
    return found


def function_cases(function, fixtures, owner, outer):
    marks = [*outer, *marks_of(function)]
    if any(m.leaves_out() for m in marks):
        return
    # A fixture's own parameters are as parametrize's are, for every test that uses it.
    varied = [Mark("parametrize", (n, [p if isinstance(p, Parameters) else Parameters(p) for p in fixtures[n].pytestfixture["params"]]), {"indirect": True})
              for n in used(function, fixtures) if fixtures[n].pytestfixture.get("params")]
    for direct, through, more in parameter_sets([*varied, *marks]):
        if any(m.leaves_out() for m in more):
            continue

        def case(parameters=(direct, through)):
            if owner is None:
                return around_test(module, ("setup_function",), ("teardown_function",), function, lambda: call_test(function, parameters, fixtures))
            one = owner()
            method = getattr(one, function.__name__)
            return around_test(one, ("setup_method", "setup"), ("teardown_method", "teardown"), method, lambda: call_test(method, parameters, fixtures, one))
        yield case


def around_test(target, before, after, test, call):
    """Calls what a module or an object does before each test and behind it; each takes the test, or nothing."""
    def each(names):
        for name in names:
            prepare = vars(target).get(name) if target is module else getattr(target, name, None)
            if prepare is not None:
                code = prepare.__code__
                prepare(*[test] * max(0, code.co_argcount - (0 if target is module else 1) - len(prepare.__defaults__ or ())))
    each(before)
    try:
        call()
    finally:
        each(after)


def pytest_file(text, names):
    """The cases of a file. What goes wrong while it loads, once it has asked the candidate, is a case that fails."""
    make_pytest()
    tree, own = load_pytest(text)
    calls = Candidate.calls
    try:
        run_tree(tree, "test.py", names | own)
        share_classes()
        if "setup_module" in space:
            space["setup_module"](*[module] * space["setup_module"].__code__.co_argcount)
    except TestError:
        raise
    except Exception as error:
        if Candidate.calls == calls:
            raise TestError("the test does not load: %s: %s" % (type(error).__name__, error)) from None
        return [functools.partial(again, error)]
    return whole_file(pytest_cases(space))


def whole_file(cases):
    """The cases one after the other, or that plain asserts held."""
    none = True
    for case in cases:
        none = False
        yield case
    if none:
        yield lambda: None


def again(error):
    raise error


start()
