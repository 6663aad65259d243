# Runs in a candidate's sandbox: the cells of a notebook, one after the other, in one namespace. What each prints, shows and raises is
# written down behind it; all of that is the cells' own claim, like any output.
import ast
import asyncio
import base64
import inspect
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
import types

RESULTS = "/mnt/.cells.jsonl"
shown = []


def bundle(value):
    """A value as notebooks show it: kinds of media and their content."""
    found = {"text/plain": repr(value)}
    for kind, method in (("text/html", "_repr_html_"), ("text/markdown", "_repr_markdown_"), ("text/latex", "_repr_latex_"), ("image/svg+xml", "_repr_svg_")):
        try:
            content = getattr(value, method)()
        except Exception:
            continue
        if type(content) is str:
            found[kind] = content
    return found


def display(*values, **more):
    for value in values:
        shown.append(bundle(value))


def show_figures():
    """Figures that a cell left open are shown as pictures, as notebooks do."""
    plots = sys.modules.get("matplotlib.pyplot")
    for number in plots.get_fignums() if plots is not None else ():
        figure, picture = plots.figure(number), io.BytesIO()
        figure.savefig(picture, format="png", bbox_inches="tight")
        shown.append({"text/plain": repr(figure), "image/png": base64.b64encode(picture.getvalue()).decode()})
        plots.close(figure)


def plain(cell):
    """Lines for the notebook itself: % says nothing here, ! is the shell's."""
    lines = []
    for line in cell.split("\n"):
        text = line.lstrip()
        indent = line[:len(line) - len(text)]
        lines.append(indent + "pass" if text.startswith("%") else indent + "__shell__(%r)" % text[1:] if text.startswith("!") else line)
    return "\n".join(lines)


def parsed(cell):
    try:
        return compile(cell, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError:
        return compile(plain(cell), "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def run_part(node, mode, space, loop):
    code = compile(node, "<cell>", mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    value = eval(code, space)
    return loop.run_until_complete(value) if inspect.iscoroutine(value) and code.co_flags & inspect.CO_COROUTINE else value


def run_cell(cell, space, loop):
    tree = parsed(cell)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    if tree.body:
        run_part(tree, "exec", space, loop)
    if last is not None:
        value = run_part(ast.Expression(last.value), "eval", space, loop)
        if value is not None and not cell.rstrip().endswith(";"):
            space["_"] = value
            display(value)


def out_of_time(*_):
    raise TimeoutError("the cell ran out of time")


def main():
    with open("cells.json", encoding="utf-8", errors="surrogatepass") as file:
        question = json.load(file)
    os.unlink("cells.json")
    os.environ.setdefault("MPLBACKEND", "agg")
    main_module = sys.modules["__main__"] = types.ModuleType("__main__")
    space = vars(main_module)
    space.update(display=display, __shell__=lambda command: subprocess.run(command, shell=True) and None)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    signal.signal(signal.SIGALRM, out_of_time)
    kept = os.dup(1), os.dup(2)
    with open(RESULTS, "w", encoding="utf-8", errors="backslashreplace") as results:
        for cell in question["cells"]:
            shown.clear()
            errors = []
            with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
                os.dup2(out.fileno(), 1), os.dup2(err.fileno(), 2)
                signal.setitimer(signal.ITIMER_REAL, question["cell_timeout"])
                try:
                    run_cell(cell, space, loop)
                    show_figures()
                except BaseException as error:
                    lines = traceback.format_exception(type(error), error, error.__traceback__)
                    errors.append({"ename": type(error).__name__, "evalue": str(error), "traceback": [line.rstrip("\n") for line in lines]})
                signal.setitimer(signal.ITIMER_REAL, 0)
                for stream in (sys.stdout, sys.stderr):
                    try:
                        stream.flush()
                    except Exception:
                        pass
                os.dup2(kept[0], 1), os.dup2(kept[1], 2)
                texts = []
                for file in (out, err):
                    file.seek(0)
                    texts.append(file.read().decode("utf-8", "replace"))
            results.write(json.dumps({"stdout": texts[0], "stderr": texts[1], "display": list(shown), "error": errors}) + "\n")
            results.flush()


main()
