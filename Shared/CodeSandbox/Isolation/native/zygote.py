# The trusted Python zygote of a slot. Everything a submission usually imports is here already; candidates are forked from it.
import ctypes
import sys

library = ctypes.PyDLL("/guide/zygote.so")

import abc, array, ast, atexit, bisect, builtins, calendar, cmath, codecs, collections, collections.abc, contextlib, copy, dataclasses
import datetime, decimal, enum, fractions, functools, gc, hashlib, heapq, inspect, io, itertools, json, linecache, locale, math
import numbers, operator, os, queue, random, re, resource, select, shutil, signal, statistics, string, struct, textwrap, threading, time, traceback, types, typing, unicodedata

WORK = "/box/run"


def run_main(arguments):
    """Runs a script as the interpreter would: arguments[0] is its path."""
    path = arguments[0]
    main = types.ModuleType("__main__")
    main.__builtins__ = builtins
    main.__file__ = path
    main.__annotations__ = {}
    sys.modules["__main__"] = main
    sys.argv = arguments
    sys.path.insert(0, WORK)
    status = 0
    try:
        with open(path, "rb") as source:
            code = compile(source.read(), path, "exec", dont_inherit=True)
        exec(code, main.__dict__)
    except SystemExit as stop:
        status = exit_status(stop.code)
    except BaseException as error:
        # As the interpreter prints it: without the frames of this file.
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
            trace = trace.tb_next
        sys.excepthook(type(error), error.with_traceback(trace), trace)
        status = 1
    leave(main, status)


def exit_status(code):
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    print(code, file=sys.stderr)
    return 1


def leave(main, status):
    """Ends as the interpreter does, except that modules are not torn down: that would copy every page shared with the zygote,
    which costs several times the rest of a short run. Objects of the script itself are released, behind whatever it put in the place of
    its streams."""
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
    except BaseException:
        pass
    status = flush((sys.stdout, sys.stderr), status)
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    try:
        main.__dict__.clear()
    except BaseException:
        pass
    os._exit(flush((sys.stdout, sys.stderr), status))


def flush(streams, status):
    for stream in streams:
        try:
            stream.flush()
        except (ValueError, AttributeError):
            pass
        except BaseException:
            status = status or 120
    return status


def warm_up():
    """What every run does once is done here: caches, lazy imports and free lists are then shared with the children."""
    space = {"__name__": "warm", "__builtins__": builtins}
    source = b"import io\nclass A:\n    def f(self, x): return [f'{i}' for i in range(x)]\nprint(A().f(3), sum(map(int, '1 2'.split())), file=io.StringIO())\n"
    exec(compile(source, "warm.py", "exec", dont_inherit=True), space)
    sys.stdout.flush()
    with open(__file__, "rb") as file:
        file.read()
    sys.stdin.read()


def preload(names):
    """Modules that an operator names; the parent asks afterwards which are here."""
    for name in names:
        try:
            __import__(name)
        except BaseException:
            pass


def main():
    preload(n for n in sys.argv[1].split(",") if n)
    warm_up()
    serve = library.guide_zygote_serve
    hooks = [ctypes.cast(getattr(ctypes.pythonapi, name), ctypes.c_void_p) for name in
             ("PyOS_BeforeFork", "PyOS_AfterFork_Parent", "PyOS_AfterFork_Child")]
    gc.collect()
    gc.freeze()
    if serve(*hooks) == 0:
        run_main([WORK + "/main.py"])


main()
