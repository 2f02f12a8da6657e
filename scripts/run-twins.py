"""Runs the Python twins of one chapter for gradbook, which compares what they print. Usage: run-twins.py FOLDER SECONDS

FOLDER/twins.json lists them: file, line, section, code and manner (`runs`; `throws`: its names don't stay; `forked`: nothing of it stays;
`compiles`: it is not run). A section is a scope; imports carry through the chapter. Twin N's standard output goes to FOLDER/output-N, and
what it raised to FOLDER/error-N: `raised LINE` or `malformed LINE`, then the error. FOLDER/version gets PyTorch's version.
"""
import ast
import contextlib
import io
import json
import os
import signal
import sys
import traceback

folder, seconds = sys.argv[1], int(sys.argv[2])
sys.dont_write_bytecode = True
# A twin that writes a file writes it there, as its block does in a folder of its own.
os.mkdir(os.path.join(folder, "work"))
os.chdir(os.path.join(folder, "work"))


def write(name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        file.write(text)


def described(error):
    # A KeyError shows its text as Python would write it, in quotes and with its own quotes escaped.
    text = error.args[0] if isinstance(error, KeyError) and error.args else error
    return f"{type(error).__name__}: {text}"


def raised_line(error, twin):
    """The last line of the twin's own that the error passed through."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == twin["file"]]
    return lines[-1] if lines else twin["line"]


def imported_names(tree):
    """The names that the twin's imports bind."""
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield alias.asname or alias.name.split(".")[0]


def run(number, twin, scope):
    """Runs one twin in a scope and writes what came of it. Gives the names that it imported."""
    try:
        # As many empty lines as are above it in the chapter: the places in messages are the chapter's.
        text = "\n" * (twin["line"] - 1) + twin["code"]
        tree = ast.parse(text, twin["file"])
        code = compile(tree, twin["file"], "exec")
    except (SyntaxError, ValueError) as error:
        write(f"error-{number}", f"malformed {getattr(error, 'lineno', None) or twin['line']}\n{described(error)}")
        write(f"output-{number}", "")
        return []
    printed = io.StringIO()
    if twin["manner"] != "compiles":
        try:
            with contextlib.redirect_stdout(printed):
                exec(code, scope)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            write(f"error-{number}", f"raised {raised_line(error, twin)}\n{described(error)}")
    write(f"output-{number}", printed.getvalue())
    return list(imported_names(tree))


def run_forked(number, twin, scope):
    child = os.fork()
    if child == 0:
        signal.alarm(seconds)
        try:
            run(number, twin, scope)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


with open(os.path.join(folder, "twins.json"), encoding="utf-8") as file:
    twins = json.load(file)
signal.alarm(seconds)
imports, scopes = {}, {}
for number, twin in enumerate(twins):
    scope = scopes.setdefault(twin["section"], {"__name__": "__main__"} | imports)
    if twin["manner"] == "forked":
        run_forked(number, twin, scope)
        continue
    if twin["manner"] == "throws":
        scope = dict(scope)
    for name in run(number, twin, scope):
        if name in scope:
            imports[name] = scopes[twin["section"]][name] = scope[name]
if "torch" in sys.modules:
    write("version", sys.modules["torch"].__version__.split("+")[0])
