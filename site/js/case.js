// One case over all documents.

const STRENGTH = ["not_stated", "none_to_date", "acknowledged", "replied"];

/** A table of cases for outputs that have none: what their records say, gathered by case number. */
function gatherCases(/** @type {Table} */ table) {
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (let row = 0; row < table.rows; row++) {
    const number = table.value("case_number", row);
    if (!number) continue;
    const group = groups.get(number);
    if (group) group.push(row);
    else groups.set(number, [row]);
  }
  const numbers = [...groups.keys()].sort((a, b) => ((caseOrder(a) ?? "") < (caseOrder(b) ?? "") ? -1 : 1));
  /** @type {Record<string, { all: any[] }>} */
  const columns = {};
  for (const number of numbers) {
    const rows = groups.get(number) ?? [];
    const all = (/** @type {string} */ key) =>
      rows.map((row) => table.value(key, row)).filter((value) => value !== null && value !== undefined);
    const agreed = (/** @type {string} */ key) => (new Set(all(key)).size === 1 ? all(key)[0] : null);
    const until = (/** @type {number} */ row) => table.value("replies_until", row) ?? table.value("period_end", row);
    const first = all("first_reply").sort()[0] ?? null;
    const date = agreed("date");
    const as_of = rows.map(until).filter(Boolean).sort().pop() ?? null;
    const gathered = {
      case_number: number,
      country: agreed("country"),
      country_name: agreed("country_name"),
      addressee: agreed("addressee"),
      type: agreed("type"),
      date,
      joint: agreed("joint"),
      mandates: [...new Set([...all("mandate"), ...all("mandates").flat()])].filter((name) => name !== "joint").sort(),
      reply_status: all("reply_status").sort((a, b) => STRENGTH.indexOf(b) - STRENGTH.indexOf(a))[0] ?? null,
      as_of,
      first_reply: first,
      days_to_first_reply: daysBetween(date, first),
      observed_days: daysBetween(date, first ?? as_of),
      history: rows.map((row) => ({
        record: table.value("id", row),
        report_symbol: table.value("report_symbol", row),
        as_of: until(row),
        reply_status: table.value("reply_status", row),
        replies: (table.value("replies", row) ?? []).map((/** @type {any} */ item) => item.date),
      })),
      records: all("id"),
    };
    for (const [key, value] of Object.entries(gathered)) (columns[key] ??= { all: [] }).all.push(value);
  }
  return { rows: numbers.length, columns };
}

function daysBetween(/** @type {string | null} */ from, /** @type {string | null} */ to) {
  return from && to ? Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) : null;
}

function history_(/** @type {any[]} */ rows) {
  return el(
    "div",
    { class: "scroll", tabindex: 0 },
    el(
      "table",
      {},
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          [
            TEXTS.fields.report_symbol,
            TEXTS.fields.as_of,
            TEXTS.fields.reply_status,
            TEXTS.fields.replies,
            TEXTS.record,
          ].map((words) => el("th", { scope: "col" }, words)),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map((row) =>
          el(
            "tr",
            {},
            el("td", {}, row.report_symbol ?? "—"),
            el("td", {}, row.as_of ?? "—"),
            el("td", {}, badge(row.reply_status) ?? "—"),
            el("td", {}, (row.replies ?? []).join(", ") || "—"),
            el("td", {}, recordLink(row.record)),
          ),
        ),
      ),
    ),
  );
}

function conflictList(/** @type {any[] | null} */ conflicts) {
  if (!conflicts?.length) return null;
  return el(
    "section",
    { class: "flags" },
    el("h3", {}, TEXTS.conflicts),
    el(
      "ul",
      {},
      conflicts.map((conflict) =>
        el(
          "li",
          { class: "warning" },
          el("strong", {}, /** @type {any} */ (TEXTS.fields)[conflict.field] ?? conflict.field),
          el(
            "ul",
            {},
            (conflict.values ?? []).map((/** @type {any} */ one) =>
              el(
                "li",
                {},
                typeof one.value === "string" ? one.value : JSON.stringify(one.value),
                ": ",
                (one.records ?? [])
                  .map((/** @type {string} */ id, /** @type {number} */ at) => [at ? ", " : "", recordLink(id)])
                  .flat(),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** What a record's case is in all documents. */
function aboutCase(/** @type {Record<string, any>} */ row) {
  if (!row.case_number) return null;
  const at = known.cases.find(row.case_number, "case_number");
  if (at < 0) return null;
  return el(
    "section",
    {},
    el("h3", {}, TEXTS.caseTitle),
    history_(known.cases.value("history", at) ?? []),
    conflictList(known.cases.value("conflicts", at)),
    known.show === null ? el("p", {}, caseLink(row.case_number, TEXTS.seeCase)) : null,
  );
}

function caseView(/** @type {string} */ number) {
  const at = known.cases.find(number, "case_number");
  if (at < 0) return notFound(number);
  const row = known.cases.row(at);
  const { history: past, conflicts, observations, url, ...facts } = row;
  const cited = (observations ?? [])
    .map((/** @type {string} */ id) => known.observations.find(id))
    .filter((/** @type {number} */ found) => found >= 0);
  const view = el(
    "article",
    { class: "record case" },
    wayBack("cases", at),
    el(
      "h2",
      { tabindex: -1 },
      number,
      el("span", { class: "sub" }, [facts.addressee ?? facts.country_name, facts.date].filter(Boolean).join(" · ")),
    ),
    known.derived ? el("p", { class: "said" }, TEXTS.derived) : null,
    el("section", {}, el("h3", {}, TEXTS.history), history_(past ?? [])),
    conflictList(conflicts),
    fields(facts, {}),
    isWeb(url) ? el("p", {}, outward(url, TEXTS.database)) : null,
    (facts.records ?? []).map((/** @type {string} */ id) => {
      const found = known.communications.find(id);
      const summary = found >= 0 ? known.communications.value("summary", found) : null;
      return el("blockquote", { dir: "auto" }, summary ?? "—", el("footer", {}, recordLink(id)));
    }),
    cited.length
      ? el(
          "section",
          {},
          el("h3", {}, TEXTS.citedIn),
          cited.map((/** @type {number} */ found) =>
            el(
              "blockquote",
              { dir: "auto" },
              known.observations.value("text", found),
              el("footer", {}, recordLink(known.observations.value("id", found))),
            ),
          ),
        )
      : null,
  );
  requestAnimationFrame(() => reachable(view));
  return view;
}
