// Words as they are compared: without case, accents and apostrophes.

const ALONE = /** @type {Record<string, string>} */ ({ œ: "oe", æ: "ae", ß: "ss", ø: "o", đ: "d", ł: "l", ı: "i" });

function fold(/** @type {string} */ words) {
  let folded = words.toLowerCase();
  if (/[^\0-\x7f]/.test(folded)) {
    folded = folded
      .normalize("NFKD")
      .replace(/[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069‘’‛‟ʼʻ′`´]/g, "")
      .replace(/[‐-―−]/g, "-")
      .replace(/[œæßøđłı]/g, (letter) => ALONE[letter]);
  }
  return folded.replace(/'/g, "").replace(/\s+/g, " ");
}

/** What must all occur: words, a case number as one of them, and what stands in quotation marks. */
function needles(/** @type {string} */ query) {
  // Case numbers as they are written elsewhere: KAZ-1-2014, kaz1/2014.
  const spelled = fold(query).replace(/\b([a-z]{3})[ /-]?(\d+)[/-](\d{4})\b/g, "$1 $2/$3");
  const parts = spelled.match(/"[^"]+"|\b[a-z]{3} \d+\/\d{4}\b|[^\s"]+/g) ?? [];
  return parts.map((part) => part.replace(/"/g, "").trim()).filter(Boolean);
}

const SEARCHED = /** @type {Record<string, string[]>} */ ({
  communications: [
    "case_number",
    "date",
    "country",
    "country_name",
    "addressee",
    "summary",
    "mandate",
    "mandates",
    "report_symbol",
  ],
  observations: ["text", "country", "country_name", "mandate", "report_symbol", "cases", "headings"],
  rejects: ["id", "reasons", "codes", "country", "report_symbol"],
});
/** Rows that are folded together, before the page is let breathe. */
const AT_ONCE = 1000;

class Haystack {
  constructor(/** @type {Table} */ table, /** @type {string[]} */ keys) {
    this.table = table;
    /** Columns with each value once are folded once. @type {{ index: number[], once: string[] }[]} */
    this.few = [];
    /** @type {string[]} */
    this.many = [];
    for (const key of keys) {
      const { once, index } = table.columns[key] ?? {};
      if (once && index) this.few.push({ index, once: once.map(foldValue) });
      else if (table.columns[key]) this.many.push(key);
    }
    /** @type {string[]} */
    this.texts = new Array(table.rows);
    /** What was last looked for, and which rows have it. @type {string[]} */
    this.needles = [];
    this.matched = new Uint8Array(table.rows).fill(1);
  }
  text(/** @type {number} */ row) {
    if (this.texts[row] === undefined) this.fold(row - (row % AT_ONCE));
    return this.texts[row];
  }
  /** Folds rows from this one on as one string: as many of their own take six times the memory. */
  fold(/** @type {number} */ from) {
    const until = Math.min(from + AT_ONCE, this.table.rows);
    const texts = [];
    for (let row = from; row < until; row++) {
      let text = "";
      for (const key of this.many) text += foldValue(this.table.value(key, row));
      for (const { index, once } of this.few) text += once[index[row]];
      texts.push(text);
    }
    // Letters that were folded leave a byte each, once they are written anew.
    const all = new TextDecoder().decode(new TextEncoder().encode(texts.join("")));
    let end = 0;
    texts.forEach((text, at) => (this.texts[from + at] = all.slice(end, (end += text.length))));
    return until;
  }
  /** Which rows have all of these; who types on is asked about fewer rows. */
  match(/** @type {string[]} */ wanted) {
    const narrower = this.needles.every((old) => wanted.some((needle) => needle.includes(old)));
    if (!narrower) this.matched.fill(1);
    if (!narrower || wanted.length !== this.needles.length || wanted.some((needle) => !this.needles.includes(needle))) {
      const { matched } = this;
      for (let row = 0; row < matched.length; row++) {
        if (!matched[row]) continue;
        const text = this.text(row);
        for (const needle of wanted) {
          if (!text.includes(needle)) {
            matched[row] = 0;
            break;
          }
        }
      }
    }
    this.needles = wanted;
    return this.matched;
  }
  /** Folds all rows, a part at a time. */
  warm(from = 0) {
    const until = this.texts[from] === undefined ? this.fold(from) : from + AT_ONCE;
    if (until < this.table.rows) setTimeout(() => this.warm(until));
  }
}

/** A value as one line that no word can reach beyond. */
function foldValue(/** @type {any} */ value) {
  return value ? fold(Array.isArray(value) ? value.join("; ") : String(value)) + "\n" : "";
}
