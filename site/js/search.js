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
  const parts = fold(query).match(/"[^"]+"|\b[a-z]{3} \d+\/\d{4}\b|[^\s"]+/g) ?? [];
  return parts.map((part) => part.replace(/"/g, "").trim()).filter(Boolean);
}

const SEARCHED = /** @type {Record<string, string[]>} */ ({
  communications: ["case_number", "date", "country", "country_name", "addressee", "summary", "mandate", "mandates", "report_symbol"],
  observations: ["text", "country", "country_name", "mandate", "report_symbol", "cases", "headings"],
  rejects: ["id", "reasons", "codes", "country", "report_symbol"],
});
/** Rows that are folded before the page is let breathe. */
const AT_ONCE = 2000;

class Haystack {
  constructor(/** @type {Table} */ table, /** @type {string[]} */ keys) {
    this.table = table;
    this.keys = keys;
    /** @type {string[]} */
    this.texts = new Array(table.rows);
  }
  text(/** @type {number} */ row) {
    let text = this.texts[row];
    if (text === undefined) {
      text = "";
      for (const key of this.keys) {
        const value = this.table.value(key, row);
        if (value) text += (Array.isArray(value) ? value.join("; ") : value) + " \n";
      }
      this.texts[row] = text = fold(text);
    }
    return text;
  }
  holds(/** @type {number} */ row, /** @type {string[]} */ wanted) {
    const text = this.text(row);
    for (const needle of wanted) if (!text.includes(needle)) return false;
    return true;
  }
  /** Folds all rows, a part at a time. */
  warm(from = 0) {
    const until = Math.min(from + AT_ONCE, this.table.rows);
    for (let row = from; row < until; row++) this.text(row);
    if (until < this.table.rows) setTimeout(() => this.warm(until));
  }
}
