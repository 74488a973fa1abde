// One row beside its print.

/** Fields in this order first; what else a row has follows as it comes. */
const FIRST = [
  "date",
  "type",
  "case_number",
  "country_name",
  "addressee",
  "reply_status",
  "replies",
  "days_to_first_reply",
  "summary",
  "text",
  "reasons",
];
/** What is shown elsewhere. */
const ELSEWHERE = ["flags", "codes", "document", "page"];

/** @returns {{ kind: "communications" | "rejects" | "observations", row: number } | null} */
function whichRow(/** @type {string} */ id) {
  for (const kind of /** @type {const} */ (["communications", "rejects", "observations"])) {
    const row = known[kind].find(id);
    if (row >= 0) return { kind, row };
  }
  return null;
}

function recordLink(/** @type {string} */ id, /** @type {Child} */ words = id) {
  return known.show !== null ? words : el("a", { href: toward({ record: id }) }, words);
}

function caseLink(/** @type {string} */ number, /** @type {string} */ words = number) {
  return known.show !== null || known.cases.find(number, "case_number") < 0
    ? words
    : el("a", { href: toward({ case: number, tab: "cases" }) }, words);
}

/** What else there is to say of a value. */
function gloss(/** @type {string} */ key, /** @type {any} */ value) {
  const texts = /** @type {any} */ ({ type: TEXTS.types, reply_status: TEXTS.statuses, language: TEXTS.languages })[
    key
  ];
  const words = texts?.[value];
  return words ? el("span", { class: "gloss" }, words) : null;
}

/** @returns {Child | Child[]} */
function shownValue(/** @type {string} */ key, /** @type {any} */ value) {
  if (value === null || value === undefined || (Array.isArray(value) && !value.length))
    return el("span", { class: "nothing" }, "—");
  if (typeof value === "boolean") return value ? TEXTS.yes : TEXTS.no;
  if (key === "url") return outward(value, value);
  if (key === "case_number") return caseLink(value);
  if (Array.isArray(value)) {
    return el(
      "ul",
      { class: "values" },
      value.map((item) =>
        el(
          "li",
          {},
          key === "records" || key === "observations"
            ? recordLink(item)
            : key === "cases"
              ? caseLink(item)
              : item?.date
                ? reply(item)
                : typeof item === "object"
                  ? JSON.stringify(item)
                  : String(item),
        ),
      ),
    );
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function reply(/** @type {{ date: string, acknowledgement?: boolean, url?: string | null }} */ item) {
  return el(
    "span",
    {},
    outward(item.url, item.date),
    item.acknowledgement ? el("span", { class: "gloss" }, TEXTS.acknowledgement) : null,
  );
}

function fields(/** @type {Record<string, any>} */ row, /** @type {Record<string, any>} */ provenance) {
  const keys = Object.keys(row).filter((key) => !ELSEWHERE.includes(key));
  keys.sort((a, b) => rank(a) - rank(b));
  const printed = { ...provenance.printed };
  // The text of an observation is printed where a record's summary would be.
  if ("text" in row) printed.text = printed.summary;
  printed.country_name ??= printed.country;
  printed.reply_status ??= printed.replies;
  return el(
    "dl",
    { class: "fields" },
    keys.flatMap((key) => {
      const long = key === "summary" || key === "text";
      const print = printed[key];
      const told = (provenance.from_catalogue ?? []).includes(key)
        ? TEXTS.fromCatalogue
        : !print
          ? null
          : spaced(print) === spaced(row[key])
            ? TEXTS.sameAsPrinted
            : null;
      return [
        el("dt", {}, /** @type {any} */ (TEXTS.fields)[key] ?? key),
        el(
          "dd",
          { class: long ? "long" : null },
          el("span", { "data-field": key, dir: long ? "auto" : null }, shownValue(key, row[key])),
          gloss(key, row[key]),
          told
            ? el("span", { class: "source" }, told)
            : print
              ? el("span", { class: "source" }, `${TEXTS.printedAs} `, el("q", { dir: "auto" }, print))
              : null,
        ),
      ];
    }),
  );
}

/** Words without the ends of printed lines. */
function spaced(/** @type {any} */ words) {
  return typeof words === "string" ? words.replace(/\s+/g, " ") : words;
}

function rank(/** @type {string} */ key) {
  const at = FIRST.indexOf(key);
  return at < 0 ? FIRST.length : at;
}

function flagList(/** @type {string[]} */ flags, /** @type {any[]} */ notes, /** @type {string} */ key) {
  const codes = [...new Set([...flags, ...notes.map((note) => note.code)])];
  if (!codes.length) return el("p", { hidden: true }, el("span", { "data-field": key }));
  return el(
    "section",
    { class: "flags" },
    el("h3", {}, TEXTS.flagsTitle),
    el(
      "ul",
      { "data-field": key },
      codes.map((code) => {
        const means = known.codes[code];
        return el(
          "li",
          { class: means?.level },
          el("strong", {}, code),
          means ? [" ", means.what] : null,
          notes
            .filter((note) => note.code === code)
            .map((note) =>
              el("p", { dir: "auto" }, note.message, note.printed ? [": ", el("q", {}, note.printed)] : null),
            ),
          means ? el("p", { class: "todo" }, `${TEXTS.whatToDo}: ${means.to_do}`) : null,
        );
      }),
    ),
  );
}

function citation(/** @type {Record<string, any>} */ row, /** @type {Record<string, any>} */ provenance) {
  const page = (provenance.places ?? [])[0]?.page;
  const document = known.documents.row(Math.max(known.documents.find(provenance.document), 0));
  const title = [document?.printed_title ?? document?.title ?? provenance.document, row.report_symbol]
    .filter(Boolean)
    .join(", ");
  const parts = [
    [/** @type {any} */ (TEXTS.types)[row.type], row.case_number, row.addressee ?? row.country_name, row.date]
      .filter(Boolean)
      .join(", "),
    `${TEXTS.citeIn}: ${title}${page ? `, ${TEXTS.citePage} ${page}` : ""}`,
    isWeb(provenance.url) ? provenance.url : "",
    `${row.id}, SHA-256 ${String(provenance.sha256 ?? "").slice(0, 16)}`,
  ];
  return parts.filter(Boolean).join(". ") + ".";
}

function cite(/** @type {string} */ words) {
  const text = el("p", { class: "citation", dir: "auto" }, words);
  const button = el(
    "button",
    {
      type: "button",
      click: () => {
        getSelection()?.selectAllChildren(text);
        if (document.execCommand("copy")) button.textContent = TEXTS.copied;
      },
    },
    TEXTS.copy,
  );
  return el("section", {}, el("h3", {}, TEXTS.cite), text, button);
}

/** @returns {HTMLElement} */
function recordView(/** @type {string} */ id) {
  const found = whichRow(id);
  if (!found) return notFound(id);
  const table = known[found.kind];
  const row = table.row(found.row);
  const title =
    found.kind === "communications"
      ? (row.case_number ?? /** @type {any} */ (TEXTS.types)[row.type])
      : found.kind === "rejects"
        ? TEXTS.reject
        : TEXTS.observation;
  const left = el("div", { class: "facts" });
  const right = el("div", { class: "print" }, el("p", { class: "said" }, TEXTS.loading));
  const heading = el(
    "h2",
    { tabindex: -1 },
    title,
    el("span", { class: "sub" }, [row.addressee ?? row.country_name, row.date].filter(Boolean).join(" · ")),
  );
  const view = el(
    "article",
    { class: "record" },
    wayBack(found.kind, found.row),
    heading,
    el("div", { class: "columns" }, left, right),
  );
  detailsOf(row.document).then((details) => {
    const provenance = details?.rows?.[id] ?? { document: row.document, places: [] };
    left.replaceChildren(
      fields(row, provenance),
      flagList(row.flags ?? row.codes ?? [], provenance.notes ?? [], found.kind === "rejects" ? "codes" : "flags"),
      ...[links(row, provenance), aboutCase(row), citing(row), cite(citation(row, provenance))].filter(
        (part) => part !== null,
      ),
    );
    const pages = printedPages(provenance, details);
    const elements = printedElements(provenance, details);
    right.replaceChildren(
      el("h3", {}, pages.length ? TEXTS.printedPage : TEXTS.printedLines),
      ...pages,
      ...(elements ? [elements] : pages.length ? [] : [el("p", { class: "said" }, TEXTS.notAtHand)]),
    );
    requestAnimationFrame(() => reachable(view));
  });
  return view;
}

function notFound(/** @type {string} */ name) {
  return el(
    "article",
    { class: "record" },
    el("h2", { tabindex: -1 }, TEXTS.noRecord),
    el("p", {}, el("code", {}, name)),
    el("p", {}, TEXTS.noRecordHint),
    known.show === null ? el("a", { href: toward({}) }, TEXTS.back) : null,
  );
}

/** The list, and the rows before and after this one in it. */
function wayBack(/** @type {string} */ list, /** @type {number} */ row) {
  if (known.show !== null) return null;
  const items = state.items[list] ?? [];
  const at = items.indexOf(row);
  const step = (/** @type {number} */ to, /** @type {string} */ words, /** @type {string} */ rel) =>
    at >= 0 && to >= 0 && to < items.length ? el("a", { rel, href: LISTS[list].address(items[to]) }, words) : null;
  return el(
    "nav",
    { class: "way", "aria-label": list === "cases" ? TEXTS.caseWord : TEXTS.record },
    el("a", { href: toward({ tab: list }) }, `‹ ${TEXTS.back}`),
    at >= 0 ? el("span", {}, TEXTS.ofList(at + 1, thousands(items.length))) : null,
    step(at - 1, TEXTS.previous, "prev"),
    step(at + 1, TEXTS.next, "next"),
  );
}

/** What is pushed by itself, as long texts are, can be reached by keys. */
function reachable(/** @type {HTMLElement} */ view) {
  for (const box of view.querySelectorAll("[data-field], q, blockquote, .print")) {
    if (box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY === "auto")
      box.setAttribute("tabindex", "0");
  }
}

function links(/** @type {Record<string, any>} */ row, /** @type {Record<string, any>} */ provenance) {
  const page = (provenance.places ?? [])[0]?.page;
  const list = [
    isWeb(row.url) ? outward(row.url, TEXTS.letter) : null,
    isWeb(provenance.url)
      ? outward(provenance.url, page ? TEXTS.sourcePage(page) : TEXTS.sourceDocument, page ? `#page=${page}` : "")
      : null,
  ].filter(Boolean);
  return el(
    "section",
    {},
    el("h3", {}, TEXTS.source),
    list.length
      ? el(
          "ul",
          {},
          list.map((link) => el("li", {}, link)),
        )
      : null,
    el("p", { class: "source" }, provenance.document ?? "", " · SHA-256 ", el("code", {}, provenance.sha256 ?? "—")),
  );
}

function citing(/** @type {Record<string, any>} */ row) {
  const table = known.observations;
  const found = [];
  for (let at = 0; at < table.rows; at++) {
    if (
      (table.value("records", at) ?? []).includes(row.id) ||
      (row.case_number && (table.value("cases", at) ?? []).includes(row.case_number))
    )
      found.push(at);
  }
  if (!found.length) return null;
  return el(
    "section",
    {},
    el("h3", {}, TEXTS.citedIn),
    found.map((at) =>
      el("blockquote", { dir: "auto" }, table.value("text", at), el("footer", {}, recordLink(table.value("id", at)))),
    ),
  );
}
