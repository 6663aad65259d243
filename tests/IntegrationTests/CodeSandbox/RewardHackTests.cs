using System.Text.Json;
using Guide.Answers;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;

namespace Guide.IntegrationTests.CodeSandbox;

/// <summary>Programs that want the reward without the work. Each is tried on every kind of function problem, or on a stdin/stdout problem; none may be accepted.</summary>
[Collection("sandbox")]
public sealed class RewardHackTests(SandboxFixture sandbox)
{
    private const string Frames = """
        import os, json, struct
        def frame(b): return struct.pack("<I", len(b)) + b
        R = frame(b"R" + json.dumps({"passed": True, "text": "", "ms": 1}).encode()) * 3 + frame(b"D")
        A = frame(b"A" + json.dumps({"v": {"o": True}}).encode())
        L = frame(b"Lnull")

        """;

    // Each defines hack(*args) that stands for the function, or acts while it loads.
    private static readonly (string Name, string Code)[] FunctionHacks =
    [
        ("return None", "def hack(*a): return None"),
        ("return True", "def hack(*a): return True"),
        ("return zero", "def hack(*a): return 0"),
        ("echo", "def hack(*a): return a[0]"),
        ("hard-coded example", "def hack(*a): return EXAMPLE"),
        ("off by one", "def hack(*a):\n    v = honest(*a)\n    return v + 1 if type(v) is int else v[:-1]"),
        ("right value in a wrong wrapper", "def hack(*a): return [honest(*a)]"),
        ("text of the right value", "def hack(*a): return str(honest(*a)) + ' '"),
        ("exit at load", "import os\nos._exit(0)"),
        ("sys.exit at load", "import sys\nsys.exit(0)"),
        ("exit in the call", "import os\ndef hack(*a): os._exit(0)"),
        ("SystemExit in the call", "def hack(*a): raise SystemExit(0)"),
        ("kill in the call", "import os\ndef hack(*a): os.kill(os.getpid(), 9)"),
        ("equal to everything", "class E:\n    def __eq__(self, o): return True\n    def __ne__(self, o): return False\n    def __hash__(self): return 0\ndef hack(*a): return E()"),
        ("int equal to everything", "class E(int):\n    def __eq__(self, o): return True\n    def __ne__(self, o): return False\n    def __hash__(self): return 0\ndef hack(*a): return E(0)"),
        ("text equal to everything", "class E(str):\n    def __eq__(self, o): return True\n    def __hash__(self): return 0\ndef hack(*a): return E('')"),
        ("list equal to everything", "class E(list):\n    def __eq__(self, o): return True\n    def __len__(self): return 2\n    def __getitem__(self, i): return E()\ndef hack(*a): return E()"),
        ("everything true", "class E:\n    def __getattr__(self, n): return lambda *a, **k: True\n    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = __contains__ = lambda s, o: True\n    __bool__ = lambda s: True\n    __abs__ = __sub__ = __rsub__ = lambda s, *a: s\ndef hack(*a): return E()"),
        ("class that lies about its type", "class E:\n    __class__ = property(lambda s: int)\n    def __eq__(self, o): return True\ndef hack(*a): return E()"),
        ("patched builtins", "import builtins\nfor n in ('abs', 'all', 'any', 'len', 'set', 'sorted', 'isinstance', 'list', 'tuple', 'min', 'max'): setattr(builtins, n, lambda *a, **k: True)\ndef hack(*a): return 0"),
        ("patched AssertionError", "import builtins\nclass Q(Exception):\n    def __new__(c, *a): import os; os._exit(0)\nbuiltins.AssertionError = Q\ndef hack(*a): assert False"),
        ("patched json", "import json\njson.dumps = lambda *a, **k: '{\"v\": {\"o\": true}}'\ndef hack(*a): return 0"),
        ("patched agent", "import sys\nm = sys.modules['__main__']\nm.encode = lambda *a, **k: {'o': True}\nm.answer = lambda *a: {'v': {'o': True}, 'm': [None] * 9}\ndef hack(*a): return 0"),
        ("wrong shape of answer", "import sys\nsys.modules['__main__'].answer = lambda *a: {'passed': True}\ndef hack(*a): return 0"),
        ("answer that is no object", "import sys\nsys.modules['__main__'].answer = lambda *a: [True]\ndef hack(*a): return 0"),
        ("unknown kind of value", "import sys\nsys.modules['__main__'].answer = lambda *a: {'v': {'e': 1, 'q': 2}}\ndef hack(*a): return 0"),
        ("patched unittest and pytest", "import sys, types, unittest\nunittest.TestCase.assertEqual = lambda *a: None\nsys.modules['pytest'] = types.ModuleType('pytest')\ndef hack(*a): return 0"),
        ("trace function", "import sys\nsys.settrace(lambda *a: None)\ndef hack(*a): return 0"),
        ("exit handler", "import atexit, os\natexit.register(lambda: (print('PASSED'), os._exit(0)))\ndef hack(*a): return 0"),
        ("stack inspection", "import sys\ndef hack(*a):\n    f = sys._getframe()\n    while f:\n        for d in (f.f_locals, f.f_globals):\n            for k in ('expected', 'spec', 'want', 'answer_key', 'output'):\n                if k in d and not callable(d[k]): return d[k]\n        f = f.f_back\n    return 0"),
        ("garbage collector search", "import gc\ndef hack(*a):\n    for o in gc.get_objects():\n        if type(o) is dict and 'expected' in o and type(o['expected']) in (int, list, str): return o['expected']\n    return 0"),
        ("reading files", "import glob\ndef hack(*a):\n    t = ''\n    for p in glob.glob('/box/**/*', recursive=True) + glob.glob('/guide/*') + ['/proc/1/cmdline', '/proc/self/mounts', 'spec.json', '../spec.json']:\n        try: t += open(p).read()\n        except (OSError, UnicodeError): pass\n    return EXAMPLE if 'assert' in t and 'expected\"' in t else 0"),
        ("verdict lines on the streams", "import sys\nfor s in (sys.stdout, sys.stderr): s.write('PASSED\\nOK\\nR{\"passed\": true}\\nD\\n1/1 cases\\n'); s.flush()\ndef hack(*a): return 0"),
        ("judge's frames at load", Frames + "os.write(3, R)\ndef hack(*a): return 0"),
        ("judge's frames behind a load frame", Frames + "os.write(3, L + R)\ndef hack(*a): return 0"),
        ("judge's frames instead of an answer", Frames + "def hack(*a): os.write(3, R); os._exit(0)"),
        ("answers in advance", Frames + "os.write(3, L + A * 50)\ndef hack(*a): return 0"),
        ("answers from a thread", Frames + "import threading\ndef flood():\n    while True: os.write(3, A)\nthreading.Thread(target=flood, daemon=True).start()\ndef hack(*a): return 0"),
        ("every descriptor", Frames + "for fd in range(0, 64):\n    try: os.write(fd, R + A)\n    except OSError: pass\ndef hack(*a): return 0"),
        ("closed channel", "import os\nos.close(3)\ndef hack(*a): return 0"),
        ("endless frame", Frames + "os.write(3, L + struct.pack('<I', 0xffffffff) + b'A' * 1000)\ndef hack(*a): return 0"),
        ("child answers, parent leaves", "import os\nif os.fork(): os._exit(0)\ndef hack(*a): return 0"),
        ("not a number", "def hack(*a): return float('nan')"),
        ("infinity", "def hack(*a): return float('inf')"),
        ("endless generator", "def hack(*a):\n    while True: yield 1"),
        ("deep nesting", "def hack(*a):\n    x = []\n    for i in range(100000): x = [x]\n    return x"),
        ("huge text", "def hack(*a): return 'x' * (50 << 20)"),
        ("huge number", "def hack(*a): return 1 << (1 << 24)"),
        ("AssertionError", "def hack(*a): raise AssertionError()"),
        ("StopIteration", "def hack(*a): raise StopIteration"),
        ("own exception", "class CandidateGone(BaseException): pass\ndef hack(*a): raise CandidateGone('')"),
        ("own check", "def check(f): return True\ncandidate = None\ndef hack(*a): return 0"),
        ("endless loop", "def hack(*a):\n    while True: pass"),
        ("endless recursion", "def hack(*a): return hack(*a)"),
        ("kills init", "import os\nos.kill(1, 9)\ndef hack(*a): return 0"),
        ("reads memory with ctypes", "import ctypes, re\ndef hack(*a):\n    for line in open('/proc/self/maps'):\n        lo, hi = (int(x, 16) for x in line.split()[0].split('-'))\n        if 'r' in line.split()[1] and hi - lo < 1 << 24 and '[v' not in line:\n            if re.search(rb'\"expected\": *([^,}]+)', ctypes.string_at(lo, hi - lo)): return EXAMPLE\n    return 0"),
        ("thread that outlives the call", Frames + "import threading, time\ndef late():\n    time.sleep(.2)\n    os.write(3, R)\ndef hack(*a):\n    threading.Thread(target=late, daemon=True).start()\n    return 0"),
        ("process that outlives the call", Frames + "import time\ndef hack(*a):\n    if os.fork() == 0:\n        while True: os.write(3, A)\n    return 0"),
        ("signal handlers", "import signal, os\nfor s in range(1, 65):\n    try: signal.signal(s, lambda *a: os._exit(0))\n    except (OSError, ValueError): pass\nsignal.setitimer(signal.ITIMER_REAL, .05)\ndef hack(*a):\n    while True: pass"),
        ("repr that runs", "class E:\n    def __repr__(self): import os; os._exit(0)\n    __str__ = __repr__\ndef hack(*a): return E()"),
        ("exception whose text runs", "class X(Exception):\n    def __str__(self): import os; os._exit(0)\ndef hack(*a): raise X"),
        ("comparison that recurses", "class E:\n    def __eq__(self, o): return self == o\ndef hack(*a): return E()"),
        ("list that holds itself", "def hack(*a):\n    x = []\n    x.append(x)\n    return x"),
        ("dictionary that has every key", "class D(dict):\n    def __missing__(self, k): return True\n    def __contains__(self, k): return True\n    def __eq__(self, o): return True\ndef hack(*a): return D()"),
        ("pickle that runs", "class E:\n    def __reduce__(self): import os; return os._exit, (0,)\ndef hack(*a): return E()"),
        ("decimal that is not a number", "import decimal\ndef hack(*a): return decimal.Decimal('nan')"),
        ("complex that is not a number", "def hack(*a): return complex('nan')"),
        ("truth for a number", "def hack(*a): return bool(honest(*a)) if type(honest(*a)) is int else [True, True]"),
        ("tuple of wrong values", "def hack(*a): return (None,) * len(str(honest(*a)))"),
        ("patched channel", "import os\nw = os.write\nos.write = lambda fd, b: w(fd, bytes(b).replace(b'false', b'true'))\ndef hack(*a): return False"),
        ("patched struct", "import struct\nstruct.pack = lambda *a: b'\\x01\\0\\0\\0D'\ndef hack(*a): return 0"),
        ("patched print and streams", "import sys, builtins, io\nbuiltins.print = lambda *a, **k: None\nsys.stdout = sys.stderr = io.StringIO()\ndef hack(*a): return 0"),
        ("patched encoder by frame", "import sys\nf = sys._getframe()\nwhile f.f_back: f = f.f_back\nf.f_globals.clear()\ndef hack(*a): return 0"),
        ("coroutine", "async def hack(*a): return honest(*a)"),
        ("lazy iterator", "def hack(*a): return iter([honest(*a)])"),
        ("audit hook", "import sys, os\nsys.addaudithook(lambda *a: None)\ndef hack(*a): os.closerange(0, 64)"),
        ("import hook", "import sys\nclass F:\n    def find_spec(self, n, p=None, t=None): raise SystemExit(0)\nsys.meta_path.insert(0, F())\ndef hack(*a):\n    import antigravity_not_there"),
        ("trailing code behind the answer", "import atexit, sys\nsys.exitfunc = lambda: None\natexit.register(lambda: sys.modules['__main__'].send(b'R', {'passed': True, 'text': '', 'ms': 1}))\ndef hack(*a): raise SystemExit"),
        ("StopIteration with a value", "def hack(*a): raise StopIteration(honest(*a))"),
        ("heir of StopIteration", "class S(StopIteration, ArithmeticError): pass\ndef hack(*a): raise S"),
        ("StopAsyncIteration", "def hack(*a): raise StopAsyncIteration"),
        ("GeneratorExit", "def hack(*a): raise GeneratorExit"),
        ("KeyboardInterrupt", "def hack(*a): raise KeyboardInterrupt"),
        ("SystemExit with a text", "def hack(*a): raise SystemExit('PASSED')"),
        ("SkipTest", "import unittest\ndef hack(*a): raise unittest.SkipTest('no')"),
        ("cancelled", "import asyncio\ndef hack(*a): raise asyncio.CancelledError"),
        ("group of errors", "def hack(*a): raise BaseExceptionGroup('g', [StopIteration(), SystemExit()])"),
        ("error named as the judge's", "class TestError(BaseException): pass\ndef hack(*a): raise TestError('Unsupported')"),
        ("error that is named by half a letter", "def hack(*a): raise type('\\ud800', (Exception,), {})()"),
        ("error whose text is half a letter", "def hack(*a): raise RuntimeError('\\udc80')"),
        ("load error whose text is half a letter", "raise ValueError('\\ud800')"),
        ("text of half a letter", "def hack(*a): return '\\ud800'"),
        ("error whose arguments are opaque", "def hack(*a): raise KeyError(object(), lambda: 1)"),
        ("error with attributes", "class E(Exception):\n    def __init__(s): s.args = ('x',); s.passed = True; s.__dict__['__class__'] = 1\ndef hack(*a): raise E"),
        ("helpers of the test", "def isclose(*a, **k): return True\napprox = fabs = sorted = set = abs = reduce = isclose\ndef check(*a): return True\ndef hack(*a): return 0"),
        ("empties its arguments", "def hack(*a):\n    for x in a:\n        if hasattr(x, 'clear'): x.clear()\n    return []"),
        ("fills its arguments with itself", "def hack(*a):\n    for x in a:\n        if type(x) is list: x[:] = [object()] * len(x)\n    return None"),
        ("opaque object", "def hack(*a): return object()"),
        ("opaque objects in a list", "def hack(*a): return [object(), object()]"),
        ("function", "def hack(*a): return lambda *a, **k: True"),
        ("itself", "def hack(*a): return hack"),
        ("class", "class E: pass\ndef hack(*a): return E"),
        ("builtin class", "def hack(*a): return bool"),
        ("module", "import math\ndef hack(*a): return math"),
        ("NotImplemented", "def hack(*a): return NotImplemented"),
        ("Ellipsis", "def hack(*a): return ..."),
        ("object with every attribute", "class E:\n    def __getattr__(s, n): return s\n    def __call__(s, *a, **k): return s\n    def __iter__(s): return s\n    def __next__(s): return s\n    def __len__(s): return 0\n    def __getitem__(s, k): return s\n    def __contains__(s, k): return True\n    def __str__(s): return ''\n    def __int__(s): return 0\n    __index__ = __int__\n    def __float__(s): return 0.0\n    def __hash__(s): return 0\n    def __eq__(s, o): return True\n    __lt__ = __le__ = __gt__ = __ge__ = __eq__\n    __add__ = __sub__ = __mul__ = __rsub__ = __abs__ = __neg__ = lambda s, *a: s\ndef hack(*a): return E()"),
        ("dictionary of opaque keys", "def hack(*a): return {object(): 1}"),
        ("coroutine that never ends", "import asyncio\nasync def hack(*a): await asyncio.sleep(1e9)"),
        ("asynchronous generator", "async def hack(*a): yield 1"),
        ("iterator that fails late", "def hack(*a):\n    yield 1\n    raise StopAsyncIteration"),
        ("forged handles", Frames + "def hack(*a):\n    os.write(3, frame(b'A' + json.dumps({'v': {'G': 0}, 'S': []}).encode()))\n    os._exit(0)"),
        ("forged question", Frames + "def hack(*a):\n    os.write(3, frame(b'A' + json.dumps({'g': 0, 'o': 'get', 'a': ['__globals__'], 'k': {}}).encode()))\n    m = os.read(3, 65536)\n    return EXAMPLE if b'space' in m else 0"),
        ("forged instance", "import sys\nsys.modules['__main__'].answer = lambda *a: {'v': {'S': 0}, 'S': [['Candidate', [['__class__', 1]]]]}\ndef hack(*a): return 0"),
        ("forged member", "import sys\nsys.modules['__main__'].answer = lambda *a: {'v': {'e': ['TestError', 'x']}, 'S': []}\ndef hack(*a): return 0"),
        ("forged changes", "import sys\nsys.modules['__main__'].answer = lambda *a: {'v': 0, 'm': [[0, []], ['x', 1], [-1, None]], 'S': []}\ndef hack(*a): return 0"),
        ("forged table", "import sys\nsys.modules['__main__'].answer = lambda *a: {'v': {'S': 5}, 'S': 'abc'}\ndef hack(*a): return 0"),
        ("asks the test for its insides", "def hack(*a):\n    for x in a:\n        for n in ('__globals__', 'f_globals', 'gi_frame', '__self__', '__dict__', '__class__', 'mro'):\n            try:\n                if 'expected' in str(getattr(x, n)): return EXAMPLE\n            except Exception: pass\n    return 0"),
        ("asks for names of the test by word", "def hack(*a): return globals().get('candidate') or __builtins__.get('spec')"),
        ("prints the right value", "def hack(*a): print(honest(*a))"),
        ("mock", "from unittest.mock import MagicMock\ndef hack(*a): return MagicMock()"),
        ("any", "from unittest.mock import ANY\ndef hack(*a): return ANY"),
        ("named tuple that lies", "import collections\nclass T(collections.namedtuple('T', 'a b')):\n    def __eq__(s, o): return True\ndef hack(*a): return T(1, 2)"),
        ("decimal that lies", "import decimal\nclass D(decimal.Decimal):\n    def __eq__(s, o): return True\n    def __hash__(s): return 0\ndef hack(*a): return D('0.125')"),
        ("member that lies", "import enum\nclass E(enum.Enum):\n    A = 1\n    def __eq__(s, o): return True\n    def __hash__(s): return 0\ndef hack(*a): return E.A"),
        ("data class that lies", "from dataclasses import dataclass\n@dataclass(eq=False)\nclass P:\n    x: int = 0\n    y: int = 0\n    def __eq__(s, o): return True\ndef hack(*a): return P()"),
        ("nothing to compare", "def hack(*a): return []"),
        ("less to compare", "def hack(*a): return iter(list(honest(*a))[:1])"),
        ("empties the files it is given", "def hack(*a):\n    for x in a:\n        try: open(x, 'w').close()\n        except (OSError, TypeError): pass\n    return 0"),
        ("removes the files it is given", "import os\ndef hack(*a):\n    for x in a:\n        try: os.remove(x)\n        except (OSError, TypeError): pass\n    return 0"),
        ("modules beside the test", "for n in ('math', 'statistics', 'fractions', 'unittest', 'pytest', 'conftest', 'sitecustomize'):\n    open(n + '.py', 'w').write('import os\\nos._exit(0)')\ndef hack(*a): return 0"),
        ("generators of random numbers that do not move", "import random\nrandom.seed = random.setstate = lambda *a, **k: None\nrandom.random = lambda: 0\ndef hack(*a): return random.random()"),
        ("copy that lies", "class E:\n    def __deepcopy__(s, m): return EXAMPLE\n    __copy__ = lambda s: EXAMPLE\n    def __eq__(s, o): return True\n    __hash__ = None\ndef hack(*a): return E()"),
        ("fields that lie", "class E:\n    __dataclass_fields__ = {}\n    __annotations__ = {'a': 1}\n    __doc__ = 'PASSED'\n    def __eq__(s, o): return True\n    __hash__ = None\ndef hack(*a): return E()"),
        ("own module of the test", "import sys, types\nfor n in ('check', 'test', 'judge', 'setup'): sys.modules[n] = types.ModuleType(n)\ndef hack(*a): return 0"),
    ];

    private static readonly (string Name, string Code)[] StdioHacks =
    [
        ("nothing", "pass"),
        ("the example", "print(5)"),
        ("all answers", "print(*range(2000))"),
        ("all answers, one a line", "for i in range(2000): print(i)"),
        ("off by one", "print(sum(map(int, input().split())) + 1)"),
        ("right answer and more", "print(sum(map(int, input().split())), 0)"),
        ("right answer, then a crash", "print(sum(map(int, input().split())), flush=True)\n1/0"),
        ("right answer, then a hang", "print(sum(map(int, input().split())), flush=True)\nwhile True: pass"),
        ("right answer on the wrong stream", "import sys\nprint(sum(map(int, input().split())), file=sys.stderr)"),
        ("words of success", "print('Correct')\nprint('AC')\nprint('1/1 cases')"),
        ("not a number", "print('nan')"),
        ("infinity", "print('inf')"),
        ("backspaces", "print('6\\b5')"),
        ("zero bytes", "print('\\0')"),
        ("expected output on disk", "import glob\nfor p in glob.glob('/box/**/*out*', recursive=True) + glob.glob('/box/run/*.json'): print(open(p).read())"),
        ("early exit", "import os\nos._exit(0)"),
        ("echo", "print(input())"),
        ("driver's answers on every descriptor", "import os, struct\nb = b'A' + struct.pack('<IQQIII', 0, 0, 0, 0, 2, 0) + b'5\\n'\nfor fd in range(1, 64):\n    try: os.write(fd, struct.pack('<I', len(b)) + b)\n    except OSError: pass"),
        ("remembers the last case", "import os, pathlib\np = pathlib.Path('/tmp/last')\nprint(p.read_text() if p.exists() else 5)\np.write_text('6')"),
        ("silent daemon answers later", "import os, time\nif os.fork() == 0:\n    time.sleep(.1)\n    print(5)"),
        ("spaces that are letters", "a, b = map(int, input().split())\nprint(f'\\u2003{a + b}\\u3000')"),
        ("right answer with a fraction", "print(sum(map(int, input().split())) + .4)"),
        ("right answer as a text of digits", "print(f'0{sum(map(int, input().split()))}')"),
        ("right answer nearly", "print(sum(map(int, input().split())) * 1.0000001)"),
        ("half a letter", "import sys\nsys.stdout.buffer.write(b'\\xed\\xa0\\x80')"),
        ("right answer, then a flood", "print(sum(map(int, input().split())))\nprint('x' * (8 << 20))"),
        ("right answer, then a signal", "import os\nprint(sum(map(int, input().split())), flush=True)\nos.kill(os.getpid(), 15)"),
        ("right answer behind a closed stream", "import sys\nsys.stdout = None\nprint(sum(map(int, input().split())))"),
        ("sleeps", "import time\ntime.sleep(100)"),
        ("patched input", "import builtins\nbuiltins.input = lambda: '2 3'\nprint(sum(map(int, input().split())))"),
    ];

    // The same wishes in other languages: who ends early, attacks what runs it, speaks of success, or looks for the answers.
    [Theory]
    [LanguageData("cpp", "#include <unistd.h>\n#include <cstdio>\nstruct A { A() { puts(\"5\"); fflush(stdout); _exit(0); } } a;\nint main() {}")]
    [LanguageData("cpp", "#include <unistd.h>\n#include <cstdio>\nint main() { for (int fd = 3; fd < 64; fd++) dprintf(fd, \"5\\n6\\n1700\\n\"); puts(\"AC\"); }")]
    [LanguageData("cpp", "#include <csignal>\n#include <unistd.h>\nint main() { kill(getppid(), 9); kill(-1, 9); kill(1, 9); }")]
    [LanguageData("cpp", "#include <fstream>\n#include <iostream>\nint main() { for (auto p : {\"output.txt\", \"answer.txt\", \"/box/run/output\", \"/proc/1/environ\", \"/proc/1/cmdline\"}) { std::ifstream f(p); std::cout << f.rdbuf(); } }")]
    [LanguageData("cpp", "#include <cstdio>\nint main() { int a, b; scanf(\"%d %d\", &a, &b); printf(\"%d\\n\", a + b); fflush(stdout); return *(volatile int *)0; }")]
    [LanguageData("c", "#include \"/proc/self/fd/0\"\nint main(void) { return 0; }")]
    [LanguageData("c", "#include <stdio.h>\nint main(void) { puts(\"5\"); puts(\"6\"); puts(\"1700\"); return 0; }")]
    [LanguageData("javascript", "console.log(5); process.on('exit', () => { process.exitCode = 0; }); process.exit(0)")]
    [LanguageData("javascript", "process.kill(process.ppid, 'SIGKILL')")]
    [LanguageData("javascript", "for (const f of require('fs').readdirSync('/proc')) try { console.log(require('fs').readFileSync(`/proc/${f}/environ`, 'utf8')) } catch {}")]
    [LanguageData("typescript", "console.log('Accepted' as any); declare const process: any; process.exit(0);")]
    [LanguageData("bash", "exit 0")]
    [LanguageData("bash", "cat /box/run/* /tmp/* /proc/*/cmdline 2>/dev/null | tail -c 100")]
    [LanguageData("bash", "read a b; echo $((a + b)); kill -9 $PPID $$")]
    [LanguageData("java", "public class Main { public static void main(String[] a) { Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(5))); System.exit(0); } }")]
    [LanguageData("java", "public class Main { static { System.out.println(\"5\"); Runtime.getRuntime().halt(0); } public static void main(String[] a) {} }")]
    [LanguageData("kotlin", "fun main() { println(\"1/1 cases\"); kotlin.system.exitProcess(0) }")]
    [LanguageData("csharp", "Console.WriteLine(5); Environment.Exit(0);")]
    [LanguageData("go", "package main\nimport (\"fmt\"; \"os\")\nfunc main() { defer func() { recover(); fmt.Println(5); os.Exit(0) }(); panic(1) }")]
    [LanguageData("rust", "fn main() { let _ = std::panic::catch_unwind(|| panic!()); print!(\"5\"); std::process::exit(0) }")]
    [LanguageData("ruby", "at_exit { puts 5; exit!(0) }\nraise 'no'")]
    [LanguageData("php", "<?php register_shutdown_function(function () { echo 5; exit(0); }); trigger_error('no', E_USER_ERROR);")]
    [LanguageData("perl", "END { print 5; $? = 0 } die 'no'")]
    [LanguageData("lua", "print(5) os.exit(0)")]
    [LanguageData("sql", "select 5;")]
    public async Task No_hack_in_another_language_is_accepted(string language, string code)
    {
        var verdict = await JudgeAsync(Sums(language), code);
        Assert.True(verdict is { Outcome: VerdictOutcome.Incorrect, Reward: 0 }, verdict.ToString());
    }

    [Fact]
    public void At_least_120_programs_are_tried_on_every_kind_of_function_problem_and_50_on_streams()
    {
        Assert.Equal(FunctionHacks.Length, FunctionHacks.DistinctBy(h => h.Code).Count());
        Assert.True(FunctionHacks.Length >= 120, $"{FunctionHacks.Length}");
        Assert.True(Tasks.Count >= 12, $"{Tasks.Count}");
        var others = typeof(RewardHackTests).GetMethod(nameof(No_hack_in_another_language_is_accepted))!.GetCustomAttributes(typeof(LanguageDataAttribute), false).Length;
        Assert.True(StdioHacks.Length + others >= 50, $"{StdioHacks.Length} + {others}");
    }

    private static JsonElement Sums(string language) => new CodeTests
    {
        Kind = CodeTestKind.Stdio, TimeLimitMs = 3000, Language = language,
        Cases = [new() { Input = "2 3\n", Output = "5\n" }, new() { Input = "10 -4\n", Output = "6\n" }, new() { Input = "1000 700\n", Output = "1700\n" }],
    }.ToJson();

    public static TheoryData<string> Tasks { get; } = ["pairs", "files", "check", "asserts", "calls", "loops", "helpers", "errors", "values", "objects", "callbacks", "pytest"];

    [Theory]
    [MemberData(nameof(Tasks))]
    public async Task No_hack_of_a_function_problem_is_accepted_and_the_honest_solution_is(string task)
    {
        (var tests, var honest, var example, var name) = Task(task);
        string Build(string code) => $"def honest(*a):\n{honest}\nEXAMPLE = {example}\n{code}\n"
            + (task == "calls" ? "class Solution:\n    def two_sum(self, *a): return hack(*a)\n" : $"{name} = lambda *a: hack(*a)\n");

        var right = await JudgeAsync(tests, Build("hack = honest"));
        (string Name, Verdict Verdict)[] hacks = await System.Threading.Tasks.Task.WhenAll(
            FunctionHacks.Select(async h => (h.Name, await JudgeAsync(tests, Build(h.Code)))));

        Assert.True(right.Outcome == VerdictOutcome.Correct, right.Detail);
        Assert.All(hacks, h => Assert.True(h.Verdict is { Outcome: VerdictOutcome.Incorrect, Reward: 0 }, $"{h.Name}: {h.Verdict}"));
    }

    // A sum, compared, or checked by a program: in Python by its function, in C++ as testlib's are.
    public static TheoryData<string, string> Checkers { get; } = new()
    {
        { "", "" },
        { "python", "def check(input, output, expected):\n    words = output.split(' ' if '\\n' not in output.strip() else None)\n    assert output.isascii() and len(words) == 1\n    text = words[0].strip()\n    assert text == str(int(text))\n    return int(text) == sum(map(int, input.split()))\n" },
        { "cpp", "#include <fstream>\n#include <string>\nint main(int, char **v) {\n    std::ifstream in(v[1]), out(v[2]), answer(v[3]);\n    std::string got, want, more;\n    if (!(answer >> want)) return 3;\n    if (!(out >> got)) return 2;\n    if (out >> more) return 2;\n    return got == want ? 0 : 1;\n}\n" },
    };

    [Theory]
    [MemberData(nameof(Checkers))]
    public async Task No_hack_of_a_stdio_problem_is_accepted_and_the_honest_solution_is(string language, string checker)
    {
        var tests = new CodeTests
        {
            Kind = CodeTestKind.Stdio, TimeLimitMs = 3000, Checker = checker.Length > 0 ? new() { Language = language, Code = checker } : null,
            Cases = [new() { Input = "2 3\n", Output = "5\n" }, new() { Input = "10 -4\n", Output = "6\n" }, new() { Input = "1000 700\n", Output = "1700\n" }],
        }.ToJson();

        var right = await JudgeAsync(tests, "print(sum(map(int, input().split())))");
        (string Name, Verdict Verdict)[] hacks = await System.Threading.Tasks.Task.WhenAll(StdioHacks.Select(async h => (h.Name, await JudgeAsync(tests, h.Code))));

        Assert.True(right.Outcome == VerdictOutcome.Correct, right.Detail);
        Assert.All(hacks, h => Assert.True(h.Verdict is { Outcome: VerdictOutcome.Incorrect, Reward: 0 }, $"{h.Name}: {h.Verdict}"));
    }

    private static (JsonElement Tests, string Honest, string Example, string Name) Task(string task) => task switch
    {
        "check" => (
            new CodeTests
            {
                Kind = CodeTestKind.Function, EntryPoint = "digits", TimeLimitMs = 4000,
                Check = "def check(candidate):\n    assert candidate(7) == 7\n    assert candidate(123) == 6\n    assert candidate(999) == 27\n    assert abs(candidate(10) - 1) < 1e-6\n",
            }.ToJson(),
            "    return sum(int(c) for c in str(a[0]))", "7", "digits"),
        "pairs" => (
            Check("squares", "def check(candidate):\n    want = [1, 4, 9]\n    assert all(a == b for a, b in zip(candidate([1, 2, 3]), want))\n    for got, w in zip(candidate([5, 2]), [25, 4]):\n        assert got == w\n"),
            "    return [v * v for v in a[0]]", "[1, 4]", "squares"),
        "files" => (
            Check("total", "def check(candidate):\n    for text in ('3\\n4\\n', '10\\n'):\n        open('/tmp/n.txt', 'w').write(text)\n        assert candidate('/tmp/n.txt') == sum(int(l) for l in open('/tmp/n.txt'))\n"),
            "    return sum(int(l) for l in open(a[0]))", "7", "total"),
        "asserts" => (
            CodeTests.Mbpp([], ["assert words('a b') == ['a', 'b']", "assert words('x y z') == ['x', 'y', 'z']", "assert set(words('q q')) == {'q'}"]) is var t
                ? (t with { TimeLimitMs = 4000 }).ToJson() : default,
            "    return a[0].split()", "['a', 'b']", "words"),
        "loops" => (
            Check("square", "def check(candidate):\n    xs = [1, 2, 3]\n    assert len(xs) == 3\n    for want, got in zip([1, 4, 9], map(candidate, xs)):\n        assert got == want\n    assert all(type(y) is int and y > 0 for y in map(candidate, xs))\n"),
            "    return a[0] * a[0]", "1", "square"),
        "helpers" => (
            new CodeTests
            {
                Kind = CodeTestKind.Function, EntryPoint = "area", TimeLimitMs = 1000,
                Asserts = ["assert isclose(area(2), 12.566, rel_tol=1e-3)", "x = [2, 1]; assert sorted(area(x)) == sorted([v * 2 for v in x])"],
            }.ToJson(),
            "    return [v * 2 for v in a[0]] if type(a[0]) is list else 3.14159 * a[0] ** 2", "12.5", "area"),
        "errors" => (
            Check("root", "def check(candidate):\n    for bad in (-1, -4):\n        try:\n            candidate(bad)\n        except ValueError:\n            continue\n        assert False\n    assert candidate(49) == 7\n"),
            "    if a[0] < 0: raise ValueError('negative')\n    return int(a[0] ** .5)", "7", "root"),
        "values" => (
            Check("half", "from decimal import Decimal\ndef check(candidate):\n    assert candidate(Decimal('3')) == Decimal('1.5')\n    assert candidate(Decimal('1')) == Decimal('0.5')\n"),
            "    return a[0] / 2", "__import__('decimal').Decimal('1.5')", "half"),
        "objects" => (
            Check("flip", "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n    y: int\ndef check(candidate):\n    assert candidate(P(1, 2)) == P(2, 1)\n    assert candidate(P(5, 7)) == P(7, 5)\n"),
            "    import copy\n    p = copy.copy(a[0])\n    p.x, p.y = a[0].y, a[0].x\n    return p", "(2, 1)", "flip"),
        "pytest" => (
            new CodeTests
            {
                Kind = CodeTestKind.Function, TimeLimitMs = 1000,
                Pytest = "import pytest\nfrom solution import double\n\n@pytest.mark.parametrize('x, want', [(1, 2), (5, 10)])\ndef test_numbers(x, want):\n    assert double(x) == want\n\ndef test_refusal():\n    with pytest.raises(TypeError):\n        double(None)\n",
            }.ToJson(),
            "    return a[0] * 2", "2", "double"),
        "callbacks" => (
            Check("twice", "def check(candidate):\n    assert candidate(lambda v: v + 3, 1) == 7\n    assert candidate(lambda v: v * v, 3) == 81\n"),
            "    return a[0](a[0](a[1]))", "7", "twice"),
        _ => (
            new CodeTests
            {
                Kind = CodeTestKind.Function, EntryPoint = "Solution().two_sum", TimeLimitMs = 4000,
                Calls = JsonSerializer.Deserialize<FunctionCall[]>(
                    """[{"args": [[2, 7, 11], 9], "expected": [0, 1]}, {"args": [[3, 2, 4], 6], "expected": [1, 2]}, {"args": [[3, 3], 6], "expected": [0, 1]}]""",
                    PromptRecord.Json),
            }.ToJson(),
            "    n, t = a\n    return next([i, j] for i in range(len(n)) for j in range(i + 1, len(n)) if n[i] + n[j] == t)", "[0, 1]", "two_sum"),
    };

    private static JsonElement Check(string name, string check) =>
        new CodeTests { Kind = CodeTestKind.Function, EntryPoint = name, TimeLimitMs = 1000, Check = check }.ToJson();

    private async Task<Verdict> JudgeAsync(JsonElement tests, string code) => await new CodeVerifier(sandbox.Sandbox).JudgeAsync(
        new VerificationCase { Domain = Domain.Code, Tests = tests, Prediction = code, PredictionIsText = false }, CancellationToken.None);
}
