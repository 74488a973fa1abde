"""Runs the code of notebooks, cell by cell, as Jupyter would: `python examples/run.py examples/*.ipynb`."""

import json
import sys

for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        cells = json.load(file)["cells"]
    names = {"__name__": "__main__"}
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), f"{path}, cell {number}", "exec"), names)
    print(f"{path}: ok")
