"""Writes cases.json: what cmark-gfm 0.29.0.gfm.6 (Debian's package cmark-gfm) gives for these texts with tables and footnotes."""
import json
import pathlib
import subprocess

CASES = {
    "a table": "| a | b |\n| - | - |\n| 1 | 2 |\n",
    "alignments": "| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |\n",
    "no outer pipes": "a | b\n:- | -:\nc | d\n",
    "pipes behind backslashes, in code too": "| a |\n| - |\n| `x \\| y` and \\| and **z** |\n",
    "cells too few and too many": "| a | b |\n| - | - |\n| 1 |\n| 1 | 2 | 3 |\nx\n",
    "the head's cells are not as many as the dashes'": "| a | b |\n| - |\n| 1 |\n",
    "no rows": "| a | b |\n| - | - |\n",
    "text before and after": "before *it*\n| a |\n| - |\n| 1 |\n\nafter\n",
    "a quote ends it": "| a | b |\n| - | - |\n| 1 | 2 |\n> quoted\n",
    "a heading ends it": "| a | b |\n| - | - |\n| 1 | 2 |\n# heading\n",
    "an underline after it is a row": "| a |\n| - |\n| 1 |\n===\n",
    "a rule after it": "| a |\n| - |\n| 1 |\n---\n",
    "an indented line ends it": "| a |\n| - |\n    code\n",
    "a list that does not begin at 1 ends it": "| a |\n| - |\n2. x\n",
    "in a list": "- item\n\n  | a | b |\n  | - | - |\n  | 1 | 2 |\n\n- | c |\n  | - |\n  | 3 |\n",
    "in a quote": "> | a | b |\n> | - | - |\n> | 1 | 2 |\n\ntext\n",
    "a row cannot be lazy": "> | a | b |\n> |---|---|\n| 1 | 2 |\n",
    "dashes cannot be lazy": "> | a | b |\n|---|---|\n",
    "dashes cannot be indented by four": "| a |\n    | - |\n",
    "one column of dashes alone is a heading": "a\n---\nb\n",
    "one column with a colon": "a\n:-\nb\n",
    "links in cells find their definitions": "| [l] | [m](n) |\n| - | - |\n| ![i][l] | <http://x.y> |\n\n[l]: /url 'title'\n",
    "cells that look like blocks": "| # a | - b | > c | 1. d |\n|-|-|-|-|\n| ``` | *** | #  | [x]: y |\n",
    "empty cells": "| | a |\n| - | - |\n|  | |\n||\n",
    "HTML and entities in cells": "| <b>x</b> | &amp; & < |\n| - | - |\n| a<br>b | \\* |\n",
    "a hard break cannot be in a cell": "| a |\n| - |\n| b\\ |\n",
    "a second table in the paragraph's place": "x | y\n--|\np | q\n--|--\n 1 | 2\n",
    "a footnote": "Text[^1].\n\n[^1]: The note.\n",
    "numbered as they are met": "b[^b] a[^a] b[^b]\n\n[^a]: A\n[^b]: B\n",
    "of several paragraphs": "x[^n]\n\n[^n]: One\n\n    two\n\n    - three\n",
    "that ends in a list": "x[^n]\n\n[^n]:\n    - a\n    - b\n",
    "with code and a quote": "x[^n]\n\n[^n]: One\n\n        code\n\n    > quote\n",
    "lazy": "x[^n]\n\n[^n]: One\ntwo\n\nthree\n",
    "not referred to": "x\n\n[^n]: One\n",
    "not defined": "x[^n] and [^]\n",
    "in a heading, emphasis and a link": "# h[^1]\n\n*a[^1]* **b**[^1] [c [^1] d](u)\n\n[^1]: note\n",
    "that refers to another": "x[^a]\n\n[^a]: see[^b]\n[^b]: end\n",
    "before the text": "[^a]: A[^b]\n\nx[^c] y[^a]\n\n[^b]: B\n[^c]: C\n",
    "letter case does not count": "x[^Note] y[^NOTE]\n\n[^note]: text\n",
    "a link is a link": "[^1](u) ![^1](u) [foo][^1]\n\n[^1]: note\n",
    "behind a backslash and in code": "\\[^1] `[^1]` [^1]\n\n[^1]: note\n",
    "in a table": "| a[^1] | b |\n| - | - |\n| `[^1]` | [^2] |\n\n[^1]: one\n[^2]: two\n",
    "in a quote, and defined in one": "> a[^1]\n>\n> [^1]: note\n\nb[^1]\n",
    "after a list of the author's": "- a[^1]\n- b\n\n[^1]: note\n\n* c\n+ d\n",
    "a word alone is no link's definition": "a[^1]\n\n[^1]: word\n",
    "defined twice": "a[^1]\n\n[^1]: first\n[^1]: second\n",
    "a label with signs": "a[^x-y_z.1]\n\n[^x-y_z.1]: note\n",
    "definitions in code are none": "a[^1]\n\n```\n[^1]: code\n```\n",
    "emphasis beside it": '*"q"*[^1] **b**[^1]_c_\n\n[^1]: note\n',
}

command = ["cmark-gfm", "--unsafe", "--extension", "table", "--extension", "footnotes"]
cases = []
for name, markdown in CASES.items():
    html = subprocess.run(command, input=markdown, capture_output=True, text=True, check=True).stdout
    cases.append({"name": name, "markdown": markdown, "html": html})
path = pathlib.Path(__file__).with_name("cases.json")
path.write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n")
