// Bars that are tables as well.

/** Rows that are shown before the others are asked for. */
const MOST_BARS = 20;

/** @typedef {{ label: string, href?: string, parts: { name: string, count: number, href?: string }[], figure?: string, of: number }} Bar */

function chart(/** @type {string} */ name, /** @type {(Child | Child[])[]} */ ...content) {
  return el("figure", { "data-chart": name }, el("h3", {}, /** @type {any} */ (TEXTS.charts)[name]), content);
}

/** Words for those who hear the page. */
function unseen(/** @type {Child} */ words) {
  return el("span", { class: "quiet" }, words);
}

/** Bars that are a table as well: each has its numbers beside it, and leads to its records. */
function bars(/** @type {string} */ caption, /** @type {string[]} */ heads, /** @type {Bar[]} */ rows) {
  const most = Math.max(1, ...rows.map((row) => row.of));
  const line = (/** @type {Bar} */ row) => {
    const drawn = row.parts.map((part, at) => {
      const piece = el(part.href && part.count ? "a" : "span", {
        class: `bar part-${at} ${part.name}`,
        href: part.count ? part.href : null,
        title: `${part.name ? `${part.name}: ` : ""}${thousands(part.count)}`,
        tabindex: part.href && row.parts.length > 1 ? -1 : null,
        "aria-hidden": row.parts.length > 1 || !part.href ? "true" : null,
        "aria-label": row.parts.length === 1 ? row.label : null,
      });
      piece.style.width = `${(100 * part.count) / most}%`;
      return piece;
    });
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, row.href ? el("a", { href: row.href }, row.label) : row.label),
      el("td", { class: "bars" }, el("div", {}, drawn)),
      row.parts.length > 1 ? row.parts.map((part) => el("td", { class: "slim" }, unseen(part.count))) : null,
      el("td", { class: "figure" }, row.figure ?? thousands(row.of)),
    );
  };
  const table = (/** @type {Bar[]} */ shown) =>
    el(
      "table",
      { class: "chart" },
      el("caption", {}, unseen(caption)),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          heads.map((head) => el(head ? "th" : "td", { class: "slim", scope: head ? "col" : null }, unseen(head))),
        ),
      ),
      el("tbody", {}, shown.map(line)),
    );
  return [
    table(rows.slice(0, MOST_BARS)),
    rows.length > MOST_BARS
      ? el("details", {}, el("summary", {}, TEXTS.others(rows.length - MOST_BARS)), table(rows.slice(MOST_BARS)))
      : null,
  ];
}
