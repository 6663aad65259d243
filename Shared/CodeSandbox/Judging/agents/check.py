# Runs in a trusted sandbox: asks a problem's check(input, output, expected) about an output, which is hostile data. Exit code: 0 right,
# 1 wrong, 3 the check could not read what it was given, 4 the check is at fault.
import os
import sys
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


def main():
    try:
        space = {"__name__": "checker", "__builtins__": __builtins__}
        exec(compile(text("checker.py"), "checker.py", "exec", dont_inherit=True), space)
        code = verdict(space)
    except BaseException:
        traceback.print_exc()
        code = 4
    sys.stderr.flush()
    os._exit(code)


main()
