# Runs in a candidate's sandbox and runs nothing of the candidate's: says which of a completion's code blocks is the program.
import ast
import builtins
import json

READS = {"input", "stdin", "open", "fileinput", "read", "readline"}


def parsed(code, prompt):
    for text in ([code, prompt + code] if prompt else [code]):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            pass
    return None


def defines(tree, names):
    """A function, a class, a method or a top-level name of those names."""
    for node in tree.body:
        found = [node.name] if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) else \
            [t.id for t in node.targets if isinstance(t, ast.Name)] if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.ClassDef):
            found += [n.name for n in node.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
        if names & set(found):
            return True
    return False


def pick(question):
    names, prompt = set(question["names"]), question["prompt"] or ""
    trees = [parsed(code, prompt) for code in question["blocks"]]
    plain = [parsed(code, "") if prompt else tree for code, tree in zip(question["blocks"], trees)]

    def acts(tree):
        return any(isinstance(n, ast.Call) for n in ast.walk(tree))

    def reads(tree):
        return any((isinstance(n, ast.Name) and n.id in READS) or (isinstance(n, ast.Attribute) and n.attr in READS) for n in ast.walk(tree))
    wishes = [lambda t, p: p is not None and defines(p, names)] if names else []
    wishes += [lambda t, p: t is not None and p is None] if prompt else []  # a body that continues the prompt
    wishes += [lambda t, p: p is not None and reads(p)] if not names else []
    wishes += [lambda t, p: t is not None and acts(t), lambda t, p: t is not None]
    for wish in wishes:
        for at in reversed(range(len(trees))):
            if wish(trees[at], plain[at]):
                return at
    return len(trees) - 1


def names_of(node):
    """What a statement defines for those behind it."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {(a.asname or a.name).partition(".")[0] for a in node.names}
    if isinstance(node, ast.Assign):
        return {t.id for t in node.targets if isinstance(t, ast.Name)}
    return set()


def free(node):
    """Names that a tree reads and nowhere binds."""
    bound = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)} | {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}
    for one in ast.walk(node):
        bound |= names_of(one)
        if isinstance(one, ast.ExceptHandler) and one.name:
            bound.add(one.name)
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)} - bound - set(dir(builtins))


def front(question, at):
    """Definitions of earlier blocks that the program uses and does not have."""
    tree = parsed(question["blocks"][at], "")
    if tree is None:
        return ""
    missing, found = free(tree), []
    for code in reversed(question["blocks"][:at]):
        earlier = parsed(code, "")
        for node in reversed(earlier.body if earlier is not None else []):
            if names_of(node) & missing:
                found.append(ast.unparse(node))
                missing = (missing - names_of(node)) | free(node)
    return "".join(text + "\n" for text in reversed(found))


def main():
    with open("blocks.json", "rb") as file:
        question = json.loads(file.read())
    at = pick(question)
    print(at)
    print(front(question, at), end="")


main()
