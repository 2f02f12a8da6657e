"""Makes the symbol graphs of a module, as swift-symbolgraph-extract writes them, ready for DocC.

    symbol-graph.py FOLDER    changes the *.symbols.json in it

A public declaration without a doc comment is an error.
"""

import collections
import json
import pathlib
import re
import sys

# A type with more members than this gets topics; a folder that holds more of them, one for each file.
MANY_MEMBERS = 40


def drop_call_site(symbol):
    """Takes out the parameters `file` and `line`, the place of the call, which every operator has and nobody passes.

    DocC would otherwise ask for a sentence on them wherever another parameter has one.
    """
    signature = symbol.get("functionSignature", {})
    if "parameters" in signature:
        call_site = {("file", "StaticString"), ("line", "UInt")}
        signature["parameters"] = [
            parameter
            for parameter in signature["parameters"]
            if (parameter["name"], parameter["declarationFragments"][-1]["spelling"]) not in call_site
        ]


def place(symbol):
    """The file and line of a declaration; nothing for what the compiler adds, such as `init(rawValue:)`."""
    if "location" not in symbol:
        return None
    path = pathlib.Path(symbol["location"]["uri"].removeprefix("file://"))
    return path, symbol["location"]["position"]["line"] + 1


def link(symbol):
    """A declaration's path with what tells its overloads apart in DocC's links: 24 bits of the FNV-1 hash of its identifier, in base 36."""
    value = 2166136261
    for byte in symbol["identifier"]["precise"].encode():
        value = (value * 16777619 & 0xFFFFFFFF) ^ byte
    value = value >> 24 ^ value & 0xFFFFFF
    digits = ""
    while value:
        value, digit = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    # The type in front, because a link that begins with a slash, as the operator does, would be one from the top.
    return "/".join(symbol["pathComponents"]) + "-" + digits


def words(name):
    """`LinearAlgebra` as `Linear Algebra`; of `Tensor+Views`, what follows the sign."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.rsplit("+", 1)[-1])


def topics(owner, members):
    """A type's members by the folders of the sources that they stand in, its own folder first, as a doc comment's lines."""
    home = place(owner)[0].parent
    folders = collections.defaultdict(list)
    for member in members:
        folders[place(member)[0].parent].append(member)
    groups = collections.defaultdict(list)
    for folder in sorted(folders, key=lambda folder: (folder != home, folder)):
        inside = sorted(folders[folder], key=place)
        for member in inside:
            title = words(folder.name)
            if len(inside) > MANY_MEMBERS:
                title += ": " + words(place(member)[0].stem)
            groups[title].append(member)
    lines = ["", "## Topics"]
    for title, group in groups.items():
        lines += ["", "### " + title, ""] + [f"- ``{link(member)}``" for member in group]
    return lines


def main(folder):
    graphs = {path: json.loads(path.read_text()) for path in sorted(pathlib.Path(folder).glob("*.symbols.json"))}
    symbols = {symbol["identifier"]["precise"]: symbol for graph in graphs.values() for symbol in graph["symbols"]}
    members = collections.defaultdict(list)
    for graph in graphs.values():
        for relation in graph["relationships"]:
            if relation["kind"] == "memberOf" and relation["source"] in symbols:
                members[relation["target"]].append(symbols[relation["source"]])

    undocumented = [symbol for symbol in symbols.values() if place(symbol) and "docComment" not in symbol]
    for symbol in undocumented:
        path, line = place(symbol)
        print(f"{path}:{line}: error: {'.'.join(symbol['pathComponents'])} has no doc comment", file=sys.stderr)
    if undocumented:
        sys.exit(1)

    for symbol in symbols.values():
        drop_call_site(symbol)
    for owner, its in members.items():
        its = [member for member in its if place(member)]
        if owner in symbols and len(its) > MANY_MEMBERS:
            symbols[owner]["docComment"]["lines"] += [{"text": text} for text in topics(symbols[owner], its)]
    for path, graph in graphs.items():
        path.write_text(json.dumps(graph))


if __name__ == "__main__":
    main(*sys.argv[1:])
