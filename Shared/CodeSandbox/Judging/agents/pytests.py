# Runs behind judge.py, in the judge's sandbox: a trusted pytest file, with what of pytest plain tests use. Its functions and classes of
# tests are the cases; what it imports from a module that nobody has is the candidate's.


class Foreign(types.ModuleType):
    """The module of that name is the candidate's: every name in it is."""

    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return of_candidate(name)


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
    """pytest.mark: parametrize and skip count, the others say nothing here."""

    def __getattr__(self, name):
        def mark(*given, **more):
            # A mark without brackets is put on the test itself.
            if name not in ("parametrize", "usefixtures") and len(given) == 1 and callable(given[0]) and not more:
                return marked(given[0], (name, (), {})) if name in ("skip", "xfail") else given[0]
            return lambda target: marked(target, (name, given, more))
        return mark


def marked(target, mark):
    known = list(vars(target).get("pytestmark", ()))
    target.pytestmark = [*known, mark]
    return target


class Parameters:
    """pytest.param."""

    def __init__(self, *values, **more):
        self.values = values


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


def make_pytest():
    made = package("pytest")
    made.mark, made.param, made.fixture, made.skip, made.fail, made.importorskip = Marks(), Parameters, fixture, skip, fail, importorskip
    made.main = lambda *a, **k: 0


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
    names = set(modules)
    body = []
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module in modules:
            if node.names[0].name == "*":
                continue  # whatever nobody defines is the candidate's
            names |= {a.asname or a.name for a in node.names}
        body.append(node)
    starred = len(body) < len(tree.body)
    tree.body = body
    if starred:
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
            kind(name).run(result)
            for _, trace in result.errors + result.failures:
                last = trace.strip().rpartition("\n")[2]
                raise AssertionError if last.startswith("AssertionError") else RuntimeError(last)
        yield case


def parameter_sets(marks):
    """Every combination of what the parametrize marks give, as named arguments."""
    sets = [{}]
    for _, given, more in (m for m in marks if m[0] == "parametrize"):
        names, rows = (*given, *more.values())[:2]
        names = [n.strip() for n in names.split(",")] if isinstance(names, str) else list(names)
        rows = [r.values if isinstance(r, Parameters) else (r,) if len(names) == 1 else tuple(r) for r in rows]
        sets = [{**s, **dict(zip(names, r))} for s in sets for r in rows]
    return sets


def call_test(function, arguments, fixtures, owner=None):
    """Calls a test with its parameters and fixtures; what fixtures open is closed behind it."""
    import inspect
    closing, made = [], {}

    def value(name):
        if name in arguments:
            return arguments[name]
        if name not in made:
            if name == "tmp_path":
                import pathlib
                import tempfile
                made[name] = pathlib.Path(tempfile.mkdtemp(dir="/tmp"))
            elif name == "monkeypatch":
                made[name] = Patches(closing)
            elif name == "capsys":
                made[name] = Captured(closing)
            elif name in fixtures:
                found = fixtures[name]
                method = owner is not None and next(iter(inspect.signature(found).parameters), None) == "self"
                given = {n: value(n) for n in inspect.signature(found).parameters if n != "self"}
                result = found(owner, **given) if method else found(**given)
                if inspect.isgeneratorfunction(found):
                    closing.append(lambda: next(result, None))
                    result = next(result)
                made[name] = result
            else:
                raise TestError("the test asks for the fixture %s, which is not known here" % name)
        return made[name]

    try:
        for name, found in fixtures.items():
            if found.pytestfixture.get("autouse"):
                value(name)
        wanted = {n: value(n) for n, p in inspect.signature(function).parameters.items() if p.default is inspect.Parameter.empty or n in arguments}
        outcome = function(**wanted)
        if inspect.iscoroutine(outcome):
            import asyncio
            asyncio.run(outcome)
    finally:
        for close in reversed(closing):
            close()


class Patches:
    """pytest's monkeypatch, for what the test itself has."""

    def __init__(self, closing):
        self.closing = closing

    def setattr(self, target, name, *value, raising=True):
        if isinstance(target, str):
            where, _, attribute = target.rpartition(".")
            target, name, value = __import__(where, fromlist=["*"]), attribute, (name,)
        kept = getattr(target, name, None)
        self.closing.append(lambda: setattr(target, name, kept))
        setattr(target, name, value[0])

    def setitem(self, target, key, value):
        had, kept = key in target, target.get(key)
        self.closing.append(lambda: target.__setitem__(key, kept) if had else target.pop(key, None))
        target[key] = value

    def setenv(self, name, value, prepend=None):
        self.setitem(os.environ, name, value)


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


def pytest_cases(space):
    """Every test of the file as something to call, in the file's order."""
    import unittest
    def is_fixture(value):
        return isinstance(value, types.FunctionType) and hasattr(value, "pytestfixture")

    fixtures = {n: v for n, v in space.items() if is_fixture(v)}
    for name, found in list(space.items()):
        if isinstance(found, types.FunctionType) and name.startswith("test") and not is_fixture(found):
            yield from function_cases(found, fixtures, None, ())
        elif isinstance(found, type) and found.__module__ == "check" and issubclass(found, unittest.TestCase):
            yield from unittest_cases(found)
        elif isinstance(found, type) and found.__module__ == "check" and name.startswith("Test"):
            if hasattr(found, "setup_class"):
                found.setup_class()
            own = {**fixtures, **{n: v for n, v in vars(found).items() if is_fixture(v)}}
            for method, function in list(vars(found).items()):
                if method.startswith("test") and isinstance(function, types.FunctionType):
                    yield from function_cases(function, own, found, vars(found).get("pytestmark", ()))


def function_cases(function, fixtures, owner, outer):
    marks = [*outer, *getattr(function, "pytestmark", ())]
    if any(m[0] in ("skip", "xfail") for m in marks):
        return
    for arguments in parameter_sets(marks):
        def case(arguments=arguments):
            if owner is None:
                return call_test(function, arguments, fixtures)
            one = owner()
            for before in ("setup_method", "setup", "setUp"):
                if hasattr(one, before):
                    prepare = getattr(one, before)
                    prepare(*[None] * (prepare.__code__.co_argcount - 1 - len(prepare.__defaults__ or ())))
            try:
                call_test(getattr(one, function.__name__), arguments, fixtures, one)
            finally:
                for after in ("teardown_method", "teardown", "tearDown"):
                    if hasattr(one, after):
                        finish = getattr(one, after)
                        finish(*[None] * (finish.__code__.co_argcount - 1 - len(finish.__defaults__ or ())))
        yield case


def pytest_file(text, names):
    """The cases of a file. What goes wrong while it loads, once it has asked the candidate, is a case that fails."""
    make_pytest()
    tree, own = load_pytest(text)
    calls = Candidate.calls
    try:
        run_tree(tree, "test.py", names | own)
    except TestError:
        raise
    except Exception as error:
        if Candidate.calls == calls:
            raise TestError("the test does not load: %s: %s" % (type(error).__name__, error)) from None
        return [functools.partial(again, error)]
    share_classes()
    return list(pytest_cases(space)) or [lambda: None]  # plain asserts, which held


def again(error):
    raise error


start()
