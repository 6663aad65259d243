# Runs in a trusted sandbox, behind values.py and apart.py: asks a problem's check(input, output, expected) about an output, which is hostile
# data. Exit code: 0 right, and then the word that was given is on standard output; 1 wrong, 3 the check could not read what it was given, 4 the
# check is at fault.
import traceback

DATA = (ValueError, LookupError, ArithmeticError, EOFError, StopIteration, RecursionError, MemoryError, UnicodeError)


def text(name):
    with open(name, encoding="utf-8", errors="replace", newline="") as file:
        return file.read()


def verdict(space):
    try:
        said = space["check"](text("input.txt"), text("output.txt"), text("answer.txt"))
    except AssertionError:
        return 1
    except SystemExit as stop:
        return 1 if stop.code else 4
    except DATA:
        traceback.print_exc()
        return 3
    if isinstance(said, (tuple, list)) and said:
        said = said[0]  # (right, message)
    if said is None:
        sys.stderr.write("check gives None\n")
        return 4
    return 0 if said else 1


def evaluate(code, scope=None, local=None, /):
    """eval of a check: the text may be the output's."""
    names = {k: v for k, v in {**(scope or {}), **(local or {})}.items() if type(k) is str and k[:2] != "__"}
    said, table = run_text_apart(code, names)
    if said is None or "x" in said:
        raise ValueError("a text that was run gives no value")
    return Values(table).decode(said["v"])


def refuse(*_):
    raise NotImplementedError("a check may not run texts")


def watch(event, args):
    if event == "pickle.find_class" and args[1] not in PICKLED.get(args[0], ()):
        raise ValueError("a pickle that names %s.%s" % args)
    if event == "compile" and type(args[1]) is str and args[1].startswith(OWN_FOLDERS):
        raise NotImplementedError("a check may not run files")


def main():
    word = text("word.txt")
    os.unlink("word.txt")
    said = os.dup(1)
    os.set_inheritable(said, False)
    os.dup2(2, 1)
    sys.path[:] = [p for p in sys.path if not p.startswith("/box/")]
    try:
        space = {"__name__": "checker", "__builtins__": __builtins__, "eval": evaluate, "exec": refuse, "compile": refuse}
        exec(compile(text("checker.py"), "checker.py", "exec", dont_inherit=True), space)
        sys.addaudithook(watch)
        code = verdict(space)
    except BaseException:
        traceback.print_exc()
        code = 4
    sys.stderr.flush()
    if code == 0:
        os.write(said, word.encode())
    os._exit(code)


main()
