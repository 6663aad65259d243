# Runs in trusted sandboxes, in front of what judges: texts that may be hostile are run in a fresh interpreter, and what runs code by itself is
# named here.
import subprocess

# Where files of a test may lie.
OWN_FOLDERS = ("/box/", "/tmp/", "/mnt/", "/dev/shm/")
# What a pickle of plain values names.
PICKLED = {"builtins": ("set", "frozenset", "bytearray", "complex", "range", "slice"), "collections": ("OrderedDict", "Counter", "deque", "defaultdict"),
           "datetime": ("datetime", "date", "time", "timedelta", "timezone"), "decimal": ("Decimal",), "fractions": ("Fraction",), "_codecs": ("encode",), "uuid": ("UUID",)}
APART = VALUES_TEXT + """
text, names, table = json.loads(sys.stdin.buffer.read())
values = Values(table)
scope = {k: values.decode(v) for k, v in names.items()}
made = Values()
try:
    value = eval(text, scope)
    said = {"v": made.encode(value)}
except BaseException as error:
    said = {"x": made.error(error)}
print(json.dumps([said, made.table]))
"""


def run_text_apart(text, names):
    """What a fresh interpreter says of a text's value, and the table of its instances; null = nothing that can be read."""
    values = Values()
    crossing = {}
    for name, value in names.items():
        try:
            crossing[name] = values.encode(value)
        except (Unsupported, BadValue):
            pass
    question = json.dumps([text if type(text) is str else bytes(text).decode("utf-8", "replace"), crossing, values.table])
    done = subprocess.run([sys.executable, "-I", "-c", APART], input=question.encode("utf-8", "surrogatepass"), capture_output=True)
    try:
        said, table = json.loads(done.stdout)
        return (said, table) if type(said) is dict and type(table) is list else (None, None)
    except (ValueError, TypeError):
        return None, None
