"""Accuracy over the project's own made documents, as docs/accuracy.md shows it: `just accuracy`.

Values are compared with the goldens, which people have read; words with what pdfplumber finds inside of the records' boxes.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys

import pdfplumber

PROGRAM, FIXTURES, REPORT = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
FIELDS = ["type", "date", "case_number", "country", "reply_status", "replies", "summary", "language", "entry_number",
          "mandate", "report_symbol", "period_start", "period_end", "replies_until", "url"]


class Score:
    """What was right, what was there, what was wanted."""

    def __init__(self):
        self.right = self.found = self.wanted = 0

    def value(self, found, wanted):
        self.found += found not in (None, [])
        self.wanted += wanted not in (None, [])
        self.right += found == wanted and wanted not in (None, [])

    def bag(self, found, wanted):
        self.found += sum(found.values())
        self.wanted += sum(wanted.values())
        self.right += sum((found & wanted).values())

    def __str__(self):
        if self.found + self.wanted == 0:
            return ""
        return f"{2 * self.right / (self.found + self.wanted):.3f}"


def documents():
    """Each made document with its golden."""
    for golden in sorted(FIXTURES.glob("*/*.jsonl")):
        for ending in (".pdf", ".html", ".xhtml", ".mhtml"):
            document = golden.with_suffix(ending)
            if document.exists():
                yield document, golden


def extracted(document, table):
    ran = subprocess.run([PROGRAM, "extract", "-q", document, "--table", table], capture_output=True, text=True)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def words(text):
    return collections.Counter(re.findall(r"\w+", text.lower()))


def grounding(pdf, row, score):
    """The words that another engine finds inside of a record's boxes against those that the record says were printed."""
    inside = collections.Counter()
    for place in row["provenance"]["places"]:
        if place["page"] is None:
            continue
        page = pdf.pages[place["page"] - 1]
        x0, top, x1, bottom = place["box"]
        for word in page.extract_words():
            x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
            if x0 - 1 <= x <= x1 + 1 and top <= y <= bottom:
                inside += words(word["text"])
    own = ["entry_number", "type", "date", "case_number", "addressee", "replies", "summary", "alleged_victims", "mandates"]
    printed = words(" ".join(row["provenance"]["printed"].get(key) or "" for key in own))
    # Labels stand inside the boxes and are no field.
    labels = words("Case no State reply replies")
    score.bag(printed - labels, inside - labels)


def main():
    by = {"layout": collections.defaultdict(lambda: [Score(), Score(), Score(), Score()]), "producer": None}
    by["producer"] = collections.defaultdict(lambda: [Score(), Score(), Score(), Score()])
    fields = collections.defaultdict(Score)
    count = rows = 0
    for document, golden in documents():
        wanted = [json.loads(line) for line in golden.read_text().splitlines()]
        wanted = {line["row"]["id"]: line["row"] for line in wanted if line.get("table") == "communications"}
        found = {row["id"]: row for row in extracted(document, "communications")}
        about = extracted(document, "documents")[0]
        if not wanted and not found:
            continue
        count, rows = count + 1, rows + len(wanted)
        producer = about["producer"] or ("web page" if about["pages"] is None else "not stated")
        scores = [by["layout"][about["layout"] or "none"], by["producer"][producer]]
        for of in scores:
            of[1].found += len(found)
            of[1].wanted += len(wanted)
            of[1].right += len(found.keys() & wanted.keys())
        pdf = pdfplumber.open(document) if document.suffix == ".pdf" else None
        for key in sorted(found.keys() | wanted.keys()):
            here, there = found.get(key, {}), wanted.get(key, {})
            for field in FIELDS:
                fields[field].value(here.get(field), there.get(field))
                for of in scores:
                    of[0].value(here.get(field), there.get(field))
            pages = [collections.Counter({place["page"]: 1 for place in row["provenance"]["places"] if place["page"]})
                     if row else collections.Counter() for row in (here, there)]
            for of in scores:
                of[3].bag(*pages)
                if pdf and here:
                    grounding(pdf, here, of[2])
    lines = [
        "# Accuracy",
        "",
        f"Made by `just accuracy` from {count} documents of the project's own making, with {rows} records. Value F1 compares each field",
        "with the golden that people have read; record completeness is the share of records found; word grounding F1 compares the words",
        "that another engine (pdfplumber) finds inside of a record's boxes with those that the record says were printed there; page F1",
        "compares the pages of records.",
        "",
        "**What this does not prove.** No real report was at hand. These documents were made to show one lesson each, and the program was",
        "written with them in view: the goldens are its own output, read and accepted. The figures show that nothing got worse, and where",
        "boxes and words part; how well reports are read that nobody here has seen, they do not show.",
    ]
    for name, scores in by.items():
        lines += ["", f"## By {name}", "", f"| {name} | value F1 | record completeness | word grounding F1 | page F1 |",
                  "|---|---:|---:|---:|---:|"]
        for key, (value, record, ground, page) in sorted(scores.items()):
            complete = f"{record.right / record.wanted:.3f}" if record.wanted else ""
            lines.append(f"| {key} | {value} | {complete} | {ground} | {page} |")
    lines += ["", "## By field", "", "| field | value F1 | records that have it |", "|---|---:|---:|"]
    lines += [f"| `{field}` | {score} | {score.wanted} |" for field, score in fields.items()]
    REPORT.write_text("\n".join(lines) + "\n")


main()
