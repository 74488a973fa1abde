#!/usr/bin/env python3
"""Makes the tables beside it: glyphs.txt, encodings.txt, widths.txt, strings.txt.

Needs `pip install fonttools reportlab`. Sources and licences:
- glyphs.txt: the Adobe Glyph List (Copyright 2002-2019 Adobe, BSD-3-Clause), as carried by
  fontTools.agl; the names of ITC Zapf Dingbats by their code, to Unicode's Dingbats block.
- encodings.txt: Standard, MacRoman, WinAnsi, Symbol and ZapfDingbats encodings of ISO 32000,
  annex D, as carried by reportlab (BSD-3-Clause).
- widths.txt: the metrics of the 14 standard fonts (Adobe Font Metrics, Copyright 1985-1997 Adobe:
  "may be used, copied, and distributed for any purpose and without charge"), as carried by reportlab.
- strings.txt: the standard strings of the Compact Font Format (Adobe Technical Note 5176,
  appendix A), one a line in their order, as carried by fontTools.cffLib.
"""
import pathlib
from fontTools import agl
from fontTools.cffLib import cffStandardStrings
from reportlab.pdfbase import _fontdata as fd

here = pathlib.Path(__file__).parent
enc = fd.encodings
glyphs = {}
for line in agl._aglText.splitlines():
    if line and not line.startswith("#"):
        name, codes = line.split(";")
        glyphs[name] = codes
zapf = enc["ZapfDingbatsEncoding"]
odd = {0x20: 0x20, 0x25: 0x260E, 0x2A: 0x261B, 0x2B: 0x261E, 0x48: 0x2605, 0x6C: 0x25CF, 0x6E: 0x25A0, 0x73: 0x25B2,
       0x74: 0x25BC, 0x75: 0x25C6, 0x77: 0x25D7, 0xA8: 0x2663, 0xA9: 0x2666, 0xAA: 0x2665, 0xAB: 0x2660,
       0xD5: 0x2192, 0xD6: 0x2194, 0xD7: 0x2195}
for code, name in enumerate(zapf):
    if not name or name in glyphs:
        continue
    if code in odd: u = odd[code]
    elif 0xAC <= code <= 0xB5: u = 0x2460 + code - 0xAC
    else: u = 0x2700 + code - 0x20
    glyphs[name] = f"{u:04X}"
(here / "glyphs.txt").write_text("".join(f"{n} {glyphs[n]}\n" for n in sorted(glyphs)), encoding="ascii")

columns = ["StandardEncoding", "MacRomanEncoding", "WinAnsiEncoding", "SymbolEncoding", "ZapfDingbatsEncoding"]
rows = []
for code in range(256):
    cells = [(enc[c][code] or "-") if code < len(enc[c]) else "-" for c in columns]
    if any(c != "-" for c in cells):
        rows.append(f"{code} " + " ".join(cells))
(here / "encodings.txt").write_text("\n".join(rows) + "\n", encoding="ascii")

fonts = ["Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic", "Helvetica", "Helvetica-Bold", "Symbol", "ZapfDingbats"]
w = fd.widthsByFontGlyph
allnames = sorted({n for f in fonts for n in w[f]})
(here / "widths.txt").write_text(
    "".join(f"{n} " + " ".join(str(w[f].get(n, "-")) for f in fonts) + "\n" for n in allnames), encoding="ascii")

(here / "strings.txt").write_text("".join(f"{s}\n" for s in cffStandardStrings), encoding="ascii")
