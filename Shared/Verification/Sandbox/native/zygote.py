# The trusted Python zygote of a slot. Everything a submission usually imports is here already; candidates are forked from it.
import ctypes
import sys

library = ctypes.PyDLL("/guide/zygote.so")

import abc, array, ast, atexit, bisect, builtins, calendar, cmath, codecs, collections, collections.abc, contextlib, copy, dataclasses
import datetime, decimal, enum, fractions, functools, gc, hashlib, heapq, inspect, io, itertools, json, linecache, locale, math
import numbers, operator, os, queue, random, re, statistics, string, struct, textwrap, threading, time, traceback, types, typing, unicodedata

WORK = "/box/work"


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
    which costs several times the rest of a short run. Objects of the script itself are released."""
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        main.__dict__.clear()
    except BaseException:
        pass
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except ValueError:
            pass
        except BaseException:
            status = status or 120
    os._exit(status)


def main():
    gc.collect()
    gc.freeze()
    if library.guide_zygote_ready() != 0:
        return
    while library.guide_zygote_receive() == 0:
        try:
            pid = os.fork()
        except OSError as error:
            if library.guide_zygote_parent(-1, error.errno) != 0:
                return
            continue
        if pid == 0:
            library.guide_zygote_child()
            run_main([WORK + "/main.py"])
            return
        if library.guide_zygote_parent(pid, 0) != 0:
            return


main()
