"""Are the rows of `extract.py` those of one run?   python compare.py PARTS RUN

Each table of a run must be the parts' lines as a set, byte for byte, and the parts' cases its cases. What a run says of
several documents together is no row of a document, and stands in the run's diagnostics alone.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

TABLES = ["communications", "observations", "documents", "rejects", "diagnostics"]
OF_SEVERAL = {"document-repeated", "case-like-another", "judged-by-hand"}


def lines(paths) -> list[bytes]:
    found = b"".join(path.read_bytes() for path in paths).split(b"\n")
    return sorted(line for line in found if line)


def main() -> int:
    parts, run = Path(sys.argv[1]), Path(sys.argv[2])
    differ = 0
    for table in TABLES:
        of_parts = lines(path for path in (parts / f"{table}.jsonl").iterdir() if path.name[0] not in "._")
        of_run = lines([run / f"{table}.jsonl"])
        if table == "diagnostics":
            of_run = [line for line in of_run if json.loads(line)["code"] not in OF_SEVERAL]
        if of_parts != of_run:
            differ += 1
            print(f"{table}: {len(of_parts)} rows in parts, {len(of_run)} of one run, and they differ", file=sys.stderr)
        elif not of_run:
            differ += 1
            print(f"{table}: no row to compare", file=sys.stderr)
        else:
            print(f"{table}: the same {len(of_run)} rows")
    program = os.environ.get("RAPPORTEUR_BIN", "rapporteur")
    command = [program, "reconcile", parts / "communications.jsonl", parts / "observations.jsonl"]
    cases = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    if not cases or cases != (run / "cases.jsonl").read_bytes():
        differ += 1
        print("cases: they differ", file=sys.stderr)
    else:
        print(f"cases: the same {len(cases.splitlines())} rows")
    return min(differ, 1)


if __name__ == "__main__":
    sys.exit(main())
