// What the lists show, and in which order.

const LISTS = /** @type {Record<string, Listing>} */ ({});

/** A case number as one sorts it. */
function caseOrder(/** @type {string | null} */ number) {
  const parts = /^(\w+) (\d+)\/(\d+)$/.exec(number ?? "");
  return parts ? `${parts[1]} ${parts[3]} ${parts[2].padStart(6, "0")}` : number ? `~${number}` : null;
}

/** Nothing sorts last, whichever way. */
function sorted(/** @type {number} */ rows, /** @type {Column[]} */ columns, /** @type {string} */ sort) {
  const order = Array.from({ length: rows }, (_, row) => row);
  const descending = sort.startsWith("-");
  const value = columns.find((column) => column.key === sort.replace(/^-/, ""))?.sort;
  if (!value) return order;
  // Each different value is compared once, and then numbers are.
  const values = order.map(value);
  const different = [...new Set(values)].filter((one) => one !== null && one !== undefined);
  different.sort((x, y) => (x < y ? -1 : 1) * (descending ? -1 : 1));
  const ranks = new Map(different.map((one, rank) => [one, rank]));
  const places = values.map((one) => ranks.get(one) ?? Infinity);
  return order.sort((a, b) => (places[a] === places[b] ? a - b : places[a] - places[b]));
}

function badge(/** @type {string | null} */ status) {
  if (!status) return null;
  return el("span", { class: `badge ${status}` }, /** @type {any} */ (TEXTS.statuses)[status] ?? status);
}

function answer(/** @type {Table} */ table, /** @type {number} */ row) {
  const days = table.value("days_to_first_reply", row);
  return [
    badge(table.value("reply_status", row)),
    days === null || days === undefined ? null : el("span", { class: "after" }, TEXTS.days(days)),
  ];
}

const column = (
  /** @type {string} */ key,
  /** @type {string} */ label,
  /** @type {string} */ css,
  /** @type {((row: number) => any) | undefined} */ sort,
) => ({ key, label, class: css, sort });
const of =
  (/** @type {"communications" | "cases" | "observations" | "rejects"} */ table, /** @type {string} */ key) =>
  (/** @type {number} */ row) =>
    known[table].value(key, row);

LISTS.communications = {
  columns: [
    column("date", TEXTS.date, "date", of("communications", "date")),
    column("case_number", TEXTS.caseWord, "case", (row) => caseOrder(known.communications.value("case_number", row))),
    column("type", TEXTS.facets.type, "type", of("communications", "type")),
    column("country_name", TEXTS.facets.country, "country", of("communications", "country_name")),
    column("reply", TEXTS.facets.reply_status, "reply", of("communications", "days_to_first_reply")),
    column("summary", TEXTS.fields.summary, "summary", of("communications", "summary")),
    column("report_symbol", TEXTS.facets.report_symbol, "report", of("communications", "report_symbol")),
  ],
  address: (row) => toward({ record: known.communications.value("id", row), tab: "communications" }),
  draw(row, href) {
    const table = known.communications;
    const type = table.value("type", row);
    return {
      attributes: { "data-record": table.value("id", row) },
      cells: [
        table.value("date", row),
        el("a", { href, tabindex: -1 }, table.value("case_number", row) ?? TEXTS.types.PR),
        el("abbr", { title: /** @type {any} */ (TEXTS.types)[type] }, type),
        table.value("addressee", row) ?? table.value("country_name", row),
        el("span", {}, answer(table, row)),
        el("span", { class: "clamp", dir: "auto" }, brief(table.value("summary", row))),
        table.value("report_symbol", row),
      ],
    };
  },
};

/** Letters of a text in a list: two lines hold fewer. */
const BRIEF = 300;

function brief(/** @type {string | null} */ words) {
  return words && words.length > BRIEF ? words.slice(0, BRIEF) + "…" : words;
}

LISTS.cases = {
  columns: [
    column("date", TEXTS.date, "date", of("cases", "date")),
    column("case_number", TEXTS.caseWord, "case", (row) => caseOrder(known.cases.value("case_number", row))),
    column("type", TEXTS.facets.type, "type", of("cases", "type")),
    column("country_name", TEXTS.facets.country, "country", of("cases", "country_name")),
    column("reply", TEXTS.facets.reply_status, "reply", of("cases", "days_to_first_reply")),
    column("records", TEXTS.fields.records, "summary", (row) => known.cases.value("records", row)?.length),
    column("as_of", TEXTS.fields.as_of, "report", of("cases", "as_of")),
  ],
  address: (row) => toward({ case: known.cases.value("case_number", row), tab: "cases" }),
  draw(row, href) {
    const table = known.cases;
    const number = table.value("case_number", row);
    const conflicts = table.value("conflicts", row) ?? [];
    return {
      attributes: { "data-case": number },
      cells: [
        table.value("date", row),
        el("a", { href, tabindex: -1 }, number),
        table.value("type", row),
        table.value("addressee", row) ?? table.value("country_name", row),
        el("span", {}, answer(table, row)),
        el(
          "span",
          {},
          `${(table.value("records", row) ?? []).length} × ${TEXTS.record}`,
          conflicts.length ? el("span", { class: "badge conflict" }, TEXTS.conflicts) : null,
        ),
        table.value("as_of", row),
      ],
    };
  },
};

LISTS.observations = {
  columns: [
    column("period", TEXTS.fields.period_end, "date", of("observations", "period_end")),
    column("country_name", TEXTS.facets.country, "case", of("observations", "country_name")),
    column("text", TEXTS.fields.text, "summary", of("observations", "text")),
    column("report_symbol", TEXTS.facets.report_symbol, "report", of("observations", "report_symbol")),
  ],
  address: (row) => toward({ record: known.observations.value("id", row), tab: "observations" }),
  draw(row, href) {
    const table = known.observations;
    return {
      attributes: { "data-observation": table.value("id", row) },
      cells: [
        table.value("period_end", row),
        el("a", { href, tabindex: -1 }, table.value("country_name", row) ?? "—"),
        el("span", { class: "clamp", dir: "auto" }, brief(table.value("text", row))),
        table.value("report_symbol", row),
      ],
    };
  },
};

LISTS.rejects = {
  columns: [
    column("country", TEXTS.facets.country, "case", of("rejects", "country")),
    column("codes", TEXTS.fields.codes, "summary", (row) => (known.rejects.value("codes", row) ?? []).join()),
    column("report_symbol", TEXTS.facets.report_symbol, "report", of("rejects", "report_symbol")),
  ],
  address: (row) => toward({ record: known.rejects.value("id", row), tab: "rejects" }),
  draw(row, href) {
    const table = known.rejects;
    const country = table.value("country", row);
    return {
      attributes: { "data-reject": table.value("id", row) },
      cells: [
        el("a", { href, tabindex: -1 }, country ? countryName(country) : "—"),
        el("span", { class: "clamp", dir: "auto" }, brief((table.value("reasons", row) ?? []).join("; "))),
        table.value("report_symbol", row),
      ],
    };
  },
};
