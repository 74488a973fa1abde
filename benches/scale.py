"""How far one machine goes: the figures of docs/scale.md.

    python benches/scale.py target/release/rapporteur docs/scale.md

Makes its own documents, runs the program over them, and writes what it took between the marks of the page. Times are
those of the processor (user and system), since other programs may run beside it; each is the median of some runs.
"""

import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

BEGIN, END = "<!-- figures: made by `just scale` -->", "<!-- end of figures -->"
RUNS = 3
# Of one document of this many pages, copies are made.
PAGES_OF_COPIES = 10
COPIES = [1, 100, 1_000, 10_000]
PAGES = [10, 100, 1_000, 2_000, 5_000, 10_000]
NIGHTS = [100, 1_000, 10_000]
MANY = 1_000_000
MACHINES = 16

COUNTRIES = [("Albania", "ALB"), ("Angola", "AGO"), ("Bahrain", "BHR"), ("Chile", "CHL"), ("Egypt", "EGY"), ("France", "FRA"),
             ("Georgia", "GEO"), ("India", "IND"), ("Jordan", "JOR"), ("Kenya", "KEN"), ("Mexico", "MEX"), ("Nepal", "NPL")]
WORDS = """alleged arbitrary detention of a human rights defender who had been working on peaceful assembly and was reportedly arrested by
police officers in the capital during a demonstration members of the association were subsequently charged under the law on public
gatherings and their trial was scheduled without notice to counsel according to the information received""".split()
# Lines of a page, and characters of a line, as reports of the UN print them.
LINES, CHARACTERS = 42, 88


def report(path: Path, pages: int) -> None:
    """A report of numbered entries under countries, on so many pages."""
    chance = random.Random(pages)
    canvas = Canvas(str(path), pagesize=A4, pageCompression=1)
    lines = lines_of_report(chance)
    for page in range(1, pages + 1):
        canvas.setFont("Times-Roman", 9)
        canvas.drawString(72, 800, "A/HRC/26/29/Add.1")
        canvas.drawString(290, 40, str(page))
        for at in range(LINES):
            font, text = next(lines)
            canvas.setFont(font, 10)
            canvas.drawString(72, 770 - at * 17, text)
        canvas.showPage()
    canvas.save()


def lines_of_report(chance: random.Random):
    plain, bold = "Times-Roman", "Times-Bold"
    yield bold, "Report of the Special Rapporteur on the rights to freedom of peaceful assembly"
    yield bold, "and of association"
    yield bold, "Observations on communications transmitted to Governments and replies received"
    number, cases = 1, dict.fromkeys(COUNTRIES, 0)
    while True:
        for name, code in COUNTRIES:
            yield bold, name
            for _ in range(8):
                cases[name, code] += 1
                sent = f"{chance.randint(1, 28):02}/{chance.randint(3, 12):02}/2013"
                reply = chance.choice(["none to date", f"{chance.randint(1, 28):02}/01/2014"])
                words = " ".join(chance.choice(WORDS) for _ in range(chance.randint(40, 80)))
                kind = chance.choice(["JUA", "JAL", "UA", "AL"])
                case = f"{code} {cases[name, code]}/2013"
                yield from wrapped(plain, f"{number}. {kind} {sent}. Case no. {case}. State reply: {reply}. {words.capitalize()}.")
                number += 1


def wrapped(font: str, text: str):
    line = ""
    for word in text.split():
        if len(line) + len(word) >= CHARACTERS:
            yield font, line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield font, line


# A small process that starts the program: what it took would else begin with the memory of this one.
STARTER = """import os, sys
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w") as to:
    print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss, file=to)
"""


def took(command: list, threads: int | None = None, once: bool = False) -> tuple[float, float, int]:
    """Seconds of the processor, the largest memory in MB, and the lines that were printed; the median of some runs."""
    runs = []
    environment = dict(os.environ) | ({"RAYON_NUM_THREADS": str(threads)} if threads else {})
    for _ in range(RUNS):
        with tempfile.TemporaryFile() as printed, tempfile.NamedTemporaryFile("r") as said:
            starter = [sys.executable, "-S", "-E", "-c", STARTER, said.name, *map(str, command)]
            subprocess.run(starter, stdout=printed, stderr=subprocess.DEVNULL, env=environment, check=True)
            code, seconds, memory = said.read().split()
            if code not in ("0", "1"):
                raise SystemExit(f"{command[:3]}: ended with {code}")
            printed.seek(0)
            lines = sum(chunk.count(b"\n") for chunk in iter(lambda: printed.read(1 << 20), b""))
        runs.append((float(seconds), int(memory) / 1024, lines))
        if once or runs[-1][0] > 60:
            break
    seconds, memory, lines = zip(*runs)
    return statistics.median(seconds), statistics.median(memory), lines[0]


def copies(document: Path, folder: Path, count: int) -> Path:
    """A list of so many files of other names and the same bytes."""
    folder.mkdir()
    listed = folder.with_suffix(".list")
    with listed.open("w") as to:
        for number in range(count):
            path = folder / f"copy-{number:05}{document.suffix}"
            os.link(document, path)
            to.write(f"{path}\n")
    return listed


def figures(program: Path, work: Path) -> str:
    said = subprocess.run([program, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    text = [f"Build: `{said}`, release. Machine: {os.cpu_count()} cores, {platform.machine()}, not alone. "
            f"Times are of the processor, medians of {RUNS} runs (one run where it took more than a minute).", ""]

    text += ["### One document, one thread, `extract --table communications`", "",
             "| pages | file, MB | records | seconds | pages a second and core | memory, MB | KB a page |", "|---|---|---|---|---|---|---|"]
    for pages in PAGES:
        path = work / f"report-{pages}.pdf"
        report(path, pages)
        seconds, memory, records = took([program, "extract", "--quiet", path], 1)
        text.append(f"| {pages:,} | {path.stat().st_size / 1e6:.1f} | {records:,} | {seconds:.2f} | {pages / seconds:,.0f} | {memory:.0f} | "
                    f"{memory * 1024 / pages:.0f} |")

    text += ["", "### Copies of one document, all cores, `extract --files-from LIST --table all`", "",
             "| documents | pages | rows | seconds | pages a second and core | memory, MB |", "|---|---|---|---|---|---|"]
    rate = memory = 0.0
    for count in COPIES:
        listed = copies(work / f"report-{PAGES_OF_COPIES}.pdf", work / f"copies-{count}", count)
        seconds, memory, rows = took([program, "extract", "--quiet", "--table", "all", "--files-from", listed])
        pages = count * PAGES_OF_COPIES
        rate = pages / seconds
        text.append(f"| {count:,} | {pages:,} | {rows:,} | {seconds:.2f} | {rate:,.0f} | {memory:.0f} |")

    page = Path(__file__).parent.parent / "fixtures/country-page/kazakhstan.html"
    listed = copies(page, work / "pages", 1_000)
    seconds, _, _ = took([program, "extract", "--quiet", "--table", "all", "--files-from", listed])
    text += ["", f"Web pages: {1_000 / seconds:,.0f} country pages a second and core ({page.stat().st_size / 1e3:.0f} KB each).", ""]

    hours = MANY * PAGES_OF_COPIES / rate / 3600
    cores = os.cpu_count() or 1
    text += [f"### A million documents of {PAGES_OF_COPIES} pages, reckoned", "",
             f"{MANY * PAGES_OF_COPIES:,} pages at {rate:,.0f} a second and core are {hours:.1f} core hours: {hours / cores:.1f} h on one machine of {cores} cores, "
             f"{hours / 16:.1f} h on one of 16, and {hours * 60 / 16 / MACHINES:.1f} min on {MACHINES} of 16. Reckoned, not measured: "
             "reading from a disk or a bucket, and the engine's own work, come on top."]
    text += ["", "### Two threads, by the clock", "", cores_used(program, work)]
    text += ["", "### A night in which one source has changed", "", nights(program, work)]
    return "\n".join(text)


def pages_of_a_night(folder: Path, count: int) -> Path:
    """A catalogue of so many country pages of five letters each, every case on two of them."""
    chance = random.Random(count)
    (folder / "pages").mkdir()
    for number in range(count):
        country, code = COUNTRIES[number // 2 % len(COUNTRIES)]
        first = number // 2 // len(COUNTRIES) * 5 + 1
        letters = (f"<li>Urgent appeal, {at % 28 + 1}/{at % 12 + 1}/2016. Case no. {code} {at}/2016. State reply: None to date. "
                   f"Alleged {' '.join(chance.choices(WORDS, k=60))}.</li>" for at in range(first, first + 5))
        page = (f"<h1>{country} communications</h1>\n<h3>Sixth Report (March 1, 2016 to February 28, 2017)</h3>\n"
                f"<ol>{''.join(letters)}</ol>\n")
        (folder / f"pages/page-{number:05}.html").write_text(page, encoding="utf-8")
    catalogue = folder / "catalogue.toml"
    catalogue.write_text('[[source]]\nid = "pages"\nkind = "country-page"\nfiles = "pages/*.html"\n', encoding="utf-8")
    return catalogue


def nights(program: Path, work: Path) -> str:
    """What a night costs in which one of many sources has changed, against copying and digesting the same bytes."""
    text = ["| sources | what | seconds | memory, MB |", "|---|---|---|---|"]
    for count in NIGHTS:
        folder = work / f"night-{count}"
        folder.mkdir()
        catalogue = pages_of_a_night(folder, count)
        output, store, apart = folder / "output", folder / "store", folder / "apart"
        run = [program, "run", "--quiet", "--catalogue", catalogue, "--output", output, "--store", store]
        first = took(run, once=True)
        same = took(run)
        changed = folder / "pages/page-00000.html"
        page = changed.read_text(encoding="utf-8")
        times = []
        for night in range(RUNS):
            changed.write_text(page.replace("Alleged", f"Alleged on night {night}"), encoding="utf-8")
            times.append(took(run, once=True))
        one = [statistics.median(of) for of in list(zip(*times))[:2]]
        sources = sorted((folder / "pages").iterdir())
        tables = sorted(path for path in output.iterdir() if path.is_file())
        bytes_alone = ["sh", "-c", 'to=$1; shift; rm -rf "$to"; mkdir "$to"; cp "$@" "$to" && sha256sum "$@" > /dev/null', "sh", apart, *sources, *tables]
        alone = took(bytes_alone)
        for what, (seconds, memory) in [("first run: all is read", first[:2]), ("nothing has changed", same[:2]),
                                        ("one has changed: it alone is read, typed and reconciled", one),
                                        ("`cp` and `sha256sum` of sources and tables", alone[:2])]:
            text.append(f"| {count:,} | {what} | {seconds:.2f} | {memory:.0f} |")
    return "\n".join(text)


def cores_used(program: Path, work: Path) -> str:
    """How much sooner two threads are done than one, by the clock."""
    one = work / "report-2000.pdf"
    many = work / f"copies-{COPIES[2]}.list"
    text = ["| what | 1 thread, seconds | 2 threads, seconds | ratio |", "|---|---|---|---|"]
    for what, arguments in [("one report of 2,000 pages", [one]), (f"{COPIES[2]:,} reports of {PAGES_OF_COPIES} pages", ["--files-from", many])]:
        clocks = {threads: [] for threads in (1, 2)}
        for _ in range(2 * RUNS + 1):
            for threads, clock in clocks.items():
                start = time.perf_counter()
                subprocess.run([program, "extract", "--quiet", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env=dict(os.environ) | {"RAYON_NUM_THREADS": str(threads)})
                clock.append(time.perf_counter() - start)
        alone, both = (statistics.median(clock) for clock in clocks.values())
        text.append(f"| {what} | {alone:.2f} | {both:.2f} | {alone / both:.2f} |")
    return "\n".join(text)


def main() -> None:
    program, page = Path(sys.argv[1]).absolute(), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as work:
        made = figures(program, Path(work))
    before, rest = page.read_text(encoding="utf-8").split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    page.write_text(f"{before}{BEGIN}\n\n{made}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
