"""The comparison for the benchmark: the entries of a country page, cut with BeautifulSoup.

It keeps no provenance and makes no checks: a day that is not in the calendar ends the run.

    pip install beautifulsoup4 lxml
    python3 peer.py FILE...                one JSON line an entry on stdout
    python3 peer.py --repeat 200 FILE...   no entries, two lines of timing on stderr

The timing runs from the page's text in memory to its list of records: reading the file and
writing JSON are outside it. "parse alone" is BeautifulSoup building the tree, nothing more.
"""
import argparse
import json
import re
import sys
import time
from datetime import date, datetime
from pathlib import Path

from bs4 import BeautifulSoup

DAY = r"\d{1,2}/\d{1,2}/+(?:\d{4}|\d{2})\b"
REPLY = rf"{DAY}(?: ?\(A\))?"
NONE = r"None(?: to date)?|Ninguna(?: a la fecha)?|Aucune(?: à ce jour)?"
LETTER_TYPE = (r"(?P<joint>joint )?(?:(?P<UA>urgent appeal)|(?P<OL>other letter)"
               r"|(?P<AL>allegations? letter|letter of allegations?))")
LETTER = re.compile(
    rf"{LETTER_TYPE}[,.]? ?(?P<sent>{DAY})[,.]? ?"
    r"Case no[.:]* ?(?P<case>(?P<country>[A-Z]{3}) \d+/\d{4})\b[,.]? ?"
    r"(?:State repl(?:y|ies)[.:]* ?"
    rf"(?:(?P<none>{NONE})\b|(?P<replies>{REPLY}(?: ?(?:[,;&]|and|et|y) ?{REPLY})*))?)?"
    r"[. ]*(?P<summary>.*)", re.I)
PRESS_RELEASE = re.compile(rf"Press release,? ?(?:PR )?(?P<sent>{DAY})[,.]? ?(?P<summary>.*)", re.I)
LINKED_TYPE = re.compile(rf"{LETTER_TYPE}|Press release", re.I)
A_REPLY = re.compile(rf"({DAY})( ?\(A\))?", re.I)
PERIOD = r"(\w+ \d{1,2}, \d{4}) ?to ?(\w+ \d{1,2}, \d{4})"
SECTION = re.compile(rf"\w+ Report \({PERIOD}\)", re.I)
SYMBOL = re.compile(rf"Report (?P<symbol>A/\S+?): ?{PERIOD}")
STOP_WORDS = {
    "en": frozenset("the of and to in for on with by against as at from his their that or".split()),
    "fr": frozenset("le la les des du et en dans pour sur avec par contre un une au aux".split()),
    "es": frozenset("el la los las del y en por para con contra un una al se su que".split()),
}


def fold(text):
    return " ".join(text.replace("\u00ad", "").replace("\u201f", "\u2019").split())


def day(text):
    d, m, y = (int(part) for part in text.split("/") if part)
    return date(y + 2000 if y < 100 else y, m, d)


def period(match):
    return tuple(datetime.strptime(text, "%B %d, %Y").date() for text in match.groups()[-2:])


def language(text):
    words = text.lower().split()
    counts = {code: sum(word in stops for word in words) for code, stops in STOP_WORDS.items()}
    best = max(counts, key=counts.get)
    return best if counts[best] else None


def entry(li, text, number, start, end):
    """The fields of one list item, or None where it is no entry."""
    if not (m := LETTER.match(text) or PRESS_RELEASE.match(text)):
        return None
    url, reply_urls = None, {}
    for a in li.find_all("a", href=True):
        label = fold(a.get_text())
        if LINKED_TYPE.match(label):
            url = url or a["href"]
        elif linked := A_REPLY.search(label):
            reply_urls.setdefault(linked[1], []).append(a["href"])

    sent, summary = day(m["sent"]), m["summary"] or None
    kind, joint, case, country, status, replies, first = "PR", False, None, None, None, [], None
    if m.re is LETTER:
        kind = next(k for k in ("UA", "AL", "OL") if m[k])
        joint, case, country = bool(m["joint"]), m["case"].upper(), m["country"].upper()
        replies = [{"date": day(printed), "acknowledgement": bool(mark),
                    "url": reply_urls[printed].pop(0) if reply_urls.get(printed) else None}
                   for printed, mark in A_REPLY.findall(m["replies"] or "")]
        first = min((r["date"] for r in replies if not r["acknowledgement"]), default=None)
        status = ("replied" if first else "acknowledged" if replies
                  else "none_to_date" if m["none"] else "not_stated")
        first = first if first and first >= sent else None
    return {"type": "J" + kind if joint else kind, "joint": joint, "date": sent,
            "case_number": case, "country": country, "country_name": None,
            "reply_status": status, "replies": replies, "first_reply": first,
            "days_to_first_reply": (first - sent).days if first else None,
            "summary": summary, "language": language(summary) if summary else None,
            "entry_number": str(number), "report_symbol": None, "period_start": start,
            "period_end": end, "url": url}


def page(html):
    """The entries of one page; a list item under a section that is no entry is passed over."""
    soup = BeautifulSoup(html, "lxml")
    name = fold(soup.h1.get_text()).partition(" communications")[0] if soup.h1 else None
    records, symbols, section, number = [], {}, None, 0
    for tag in soup.find_all(["h3", "p", "li"]):
        text = fold(tag.get_text())
        heading = SECTION.match(text)
        if heading or tag.name == "h3":
            section, number = heading and period(heading), 0
        elif m := SYMBOL.match(text):
            symbols[period(m)] = m["symbol"]
        elif tag.name == "li" and section and tag.parent.name == "ol":
            number += 1
            if record := entry(tag, text, number, *section):
                records.append(record)

    # A press release names no State, and the list of symbols stands at the foot of the page.
    country = next((r["country"] for r in records if r["country"]), None)
    for r in records:
        r["country"] = r["country"] or country
        r["country_name"] = name if r["country"] == country else None
        r["report_symbol"] = symbols.get((r["period_start"], r["period_end"]))
    return records


def milliseconds(work, pages):
    start = time.perf_counter()
    for html in pages:
        work(html)
    return (time.perf_counter() - start) * 1000 / len(pages)


def main():
    arguments = argparse.ArgumentParser(description="Cut the entries of country pages into JSON lines.")
    arguments.add_argument("--repeat", type=int, metavar="N", help="time N rounds, print no entries")
    arguments.add_argument("files", nargs="+", type=Path, metavar="FILE")
    args = arguments.parse_args()
    sources = [path.read_text(encoding="utf-8") for path in args.files]
    if args.repeat:
        pages = sources * args.repeat
        print(f"{len(pages)} pages, {milliseconds(page, pages):.3f} ms a page", file=sys.stderr)
        alone = milliseconds(lambda html: BeautifulSoup(html, "lxml"), pages)
        print(f"parse alone: {alone:.3f} ms a page", file=sys.stderr)
        return
    for record in (record for html in sources for record in page(html)):
        print(json.dumps(record, ensure_ascii=False, default=str))


if __name__ == "__main__":
    main()
