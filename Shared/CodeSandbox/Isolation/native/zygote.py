# The trusted Python zygote of a slot. Everything a submission usually imports is here already; candidates are forked from it.
import ctypes
import sys

library = ctypes.PyDLL("/guide/zygote.so")

import abc, array, ast, atexit, bisect, builtins, calendar, cmath, codecs, collections, collections.abc, contextlib, copy, dataclasses
import datetime, decimal, enum, fractions, functools, gc, hashlib, heapq, inspect, io, itertools, json, linecache, locale, math
import numbers, operator, os, queue, random, re, resource, select, shutil, signal, statistics, string, struct, textwrap, threading, time, traceback, types, typing, unicodedata

WORK = "/box/run"
CHANNEL = 3


def run_main(arguments, code=None):
    """Runs a script as the interpreter would: arguments[0] is its path. `code`: it is compiled already."""
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
        if code is None:
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
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):  # a script may have put others in their place
        try:
            stream.flush()
        except (ValueError, AttributeError):
            pass
        except BaseException:
            status = status or 120
    os._exit(status)


def run_cases(path):
    """Runs a submission once for each input that comes over the channel: a plain fork of this sealed process, which holds the compiled
    code and runs none of it. Between two cases all other processes of the run are killed and its files are put back as they were.
    A case may kill or stop this process (that ends the run, and counts against it) but has no way into it: no descriptor of it, no
    ptrace, a read-only /proc. What this process says is a claim like any output: nothing secret is here."""
    with open(path, "rb") as file:
        source = file.read()
    try:
        code = compile(source, path, "exec", dont_inherit=True)
    except BaseException:
        code = None  # each case says so by itself
    home = os.stat(WORK).st_ino
    while True:
        head = receive(12)
        if head is None:
            os._exit(0)
        size, cpu_seconds, most = struct.unpack("<III", head)
        send(run_case(path, code, receive(size - 8), cpu_seconds, most))
        clean = put_back(path, source, home)
        send(b"B" if clean else b"U")
        if not clean:
            os._exit(0)


def receive(size):
    parts = []
    while size > 0:
        part = os.read(CHANNEL, min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def send(body):
    data = memoryview(struct.pack("<I", len(body)) + body)
    while data:
        data = data[os.write(CHANNEL, data):]


def run_case(path, code, text, cpu_seconds, most):
    """One case: "A", wait status, processor microseconds, peak KiB, 1 if output was cut, and the outputs with their lengths in front."""
    stdin = os.open("/box/tmp", os.O_TMPFILE | os.O_RDWR, 0o600)
    view = memoryview(text)
    while view:
        view = view[os.write(stdin, view):]
    os.lseek(stdin, 0, os.SEEK_SET)
    out, err = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.dup2(stdin, 0), os.dup2(out[1], 1), os.dup2(err[1], 2)
            os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
        except BaseException:
            os._exit(70)
        run_main([path], code)
    os.close(stdin), os.close(out[1]), os.close(err[1])
    texts = {out[0]: bytearray(), err[0]: bytearray()}
    live, ended, cut = set(texts), None, 0
    while live:
        for fd in select.select(list(live), [], [], 0.05)[0]:
            part = os.read(fd, 1 << 16)
            if not part:
                live.discard(fd)
            elif fd == err[0]:
                texts[fd] = (texts[fd] + part)[-2000:]  # the end of it says why; the rest is nobody's
            elif len(texts[fd]) + len(part) <= most:
                texts[fd] += part
            else:
                cut = 1
                kill_others()
        if ended is None:
            pid, status, usage = os.wait4(child, os.WNOHANG)
            if pid != 0:
                ended = status, usage
                kill_others()  # a process that it left behind may hold the streams open
    status, usage = ended or os.wait4(child, 0)[1:]
    output, error = texts[out[0]], texts[err[0]]
    os.close(out[0]), os.close(err[0])
    cpu = int((usage.ru_utime + usage.ru_stime) * 1e6)
    return b"A" + struct.pack("<IQQIII", status, cpu, usage.ru_maxrss, cut, len(output), len(error)) + output + error


def kill_others():
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass


def put_back(path, source, home):
    """No process and no file of the last case is left; False: that cannot be reached, and this sandbox must not be used again."""
    try:
        kill_others()
        for _ in range(2000):
            try:
                os.kill(-1, 0)
            except ProcessLookupError:
                break
            time.sleep(0.001)
        else:
            return False
        if sorted(os.listdir("/box")) != ["run", "shm", "tmp"] or os.stat(WORK, follow_symlinks=False).st_ino != home:
            return False
        for folder in (WORK, "/box/tmp", "/box/shm"):
            with os.scandir(folder) as entries:
                for entry in list(entries):
                    if entry.path == path:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        shutil.rmtree(entry.path)
                    else:
                        os.unlink(entry.path)
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            return file.read(len(source) + 1) == source
    except (OSError, RecursionError):
        return False


def warm_up():
    """What every run does once is done here: caches, lazy imports and free lists are then shared with the children."""
    space = {"__name__": "warm", "__builtins__": builtins}
    source = b"import io\nclass A:\n    def f(self, x): return [f'{i}' for i in range(x)]\nprint(A().f(3), sum(map(int, '1 2'.split())), file=io.StringIO())\n"
    exec(compile(source, "warm.py", "exec", dont_inherit=True), space)
    sys.stdout.flush()
    with open(__file__, "rb") as file:
        file.read()
    sys.stdin.read()


def main():
    warm_up()
    serve = library.guide_zygote_serve
    hooks = [ctypes.cast(getattr(ctypes.pythonapi, name), ctypes.c_void_p) for name in
             ("PyOS_BeforeFork", "PyOS_AfterFork_Parent", "PyOS_AfterFork_Child")]
    gc.collect()
    gc.freeze()
    kind = serve(*hooks)
    if kind == 0:
        run_main([WORK + "/main.py"])
    elif kind == 2:
        run_cases(WORK + "/main.py")


main()
