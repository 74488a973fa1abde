// What is in the data, and what is not.

const DAYS = [30, 60, 90, 180, 365];

function tally(/** @type {number[]} */ rows, /** @type {(row: number) => string | null} */ key) {
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (const row of rows) {
    const name = key(row);
    if (name === null || name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return [...groups];
}

const many = (/** @type {[string, number[]]} */ a, /** @type {[string, number[]]} */ b) =>
  b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1);

function simple(/** @type {string} */ name, /** @type {[string, number[]][]} */ groups, /** @type {string} */ facet) {
  return chart(
    name,
    bars(
      /** @type {any} */ (TEXTS.charts)[name],
      [TEXTS.facets[/** @type {"type"} */ (facet)], "", TEXTS.count],
      groups.map(([value, of]) => ({
        label: facetLabel(facet, value),
        href: narrowed({ [facet]: value }),
        of: of.length,
        parts: [{ name: "", count: of.length }],
      })),
    ),
  );
}

function overviewCharts(/** @type {number[]} */ rows) {
  const table = known.communications;
  const get = (/** @type {string} */ key) => (/** @type {number} */ row) => table.value(key, row);
  const letters = rows.filter((row) => table.value("type", row) !== "PR");
  const count = (/** @type {number[]} */ of, /** @type {string} */ key, /** @type {any} */ value) =>
    of.filter((row) => table.value(key, row) === value).length;
  const types = Object.keys(TEXTS.types);
  const years = tally(rows, (row) => table.value("date", row)?.slice(0, 4) ?? null).sort((a, b) =>
    a[0] < b[0] ? -1 : 1,
  );
  const states = tally(letters, get("country")).sort(many);
  const pairs = new Map();
  for (const row of letters) {
    const names = [...new Set(table.value("mandates", row) ?? [])].sort();
    for (let a = 0; a < names.length; a++)
      for (let b = a + 1; b < names.length; b++) {
        const pair = names[a] + BOTH + names[b];
        pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
      }
  }
  const statuses = tally(letters, get("reply_status")).sort(many);
  const asked = state.view.facets;
  // Letters alone: press releases have no reply status.
  const replied = asked.reply_status.length
    ? asked.reply_status.filter(Boolean)
    : Object.keys(TEXTS.statuses).filter(Boolean);
  /** Types of letters, joint or not, of those that are asked for. */
  const kinds = (/** @type {boolean} */ joint) =>
    (asked.type.length ? asked.type : types).filter((type) => type !== "PR" && type.startsWith("J") === joint);
  /** Letters of both, of those that are asked for by other mandates. */
  const both = (/** @type {string} */ pair) =>
    asked.mandates.length
      ? asked.mandates.map((one) => [...new Set([pair, one].join(BOTH).split(BOTH))].join(BOTH))
      : [pair];
  const together = [...pairs].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_BARS);
  return el(
    "div",
    { class: "charts" },
    el("h2", { class: "quiet" }, TEXTS.tabs.overview),
    chart(
      "years",
      el(
        "p",
        { class: "key" },
        types.map((type, at) =>
          el("span", {}, el("i", { class: `bar part-${at}` }), `${type} ${/** @type {any} */ (TEXTS.types)[type]}`),
        ),
      ),
      bars(
        TEXTS.charts.years,
        [TEXTS.facets.year, "", ...types, TEXTS.total],
        years.map(([year, of]) => ({
          label: year,
          href: narrowed({ year }),
          of: of.length,
          parts: types.map((type) => ({ name: type, count: count(of, "type", type), href: narrowed({ year, type }) })),
        })),
      ),
    ),
    simple("replies", statuses, "reply_status"),
    chart(
      "states",
      el("p", { class: "said" }, TEXTS.statesHint),
      el(
        "p",
        { class: "key" },
        ["replied", "acknowledged", "none_to_date", "not_stated"].map((status) =>
          el("span", {}, el("i", { class: `bar ${status}` }), facetLabel("reply_status", status)),
        ),
      ),
      bars(
        TEXTS.charts.states,
        [
          TEXTS.facets.country,
          "",
          TEXTS.statuses.replied,
          TEXTS.statuses.acknowledged,
          TEXTS.statuses.none_to_date,
          TEXTS.statuses.not_stated,
          TEXTS.share,
        ],
        states.map(([code, of]) => {
          const parts = ["replied", "acknowledged", "none_to_date", "not_stated"].map((status) => ({
            name: status,
            count: count(of, "reply_status", status),
            href: narrowed({ country: code, reply_status: status }),
          }));
          const stated = of.length - parts[3].count;
          const share = stated ? `${Math.round((100 * parts[0].count) / stated)} % ` : "— ";
          return {
            label: countryName(code),
            href: toward({
              tab: "communications",
              sort: "",
              facets: { ...asked, country: [code], reply_status: replied },
            }),
            of: of.length,
            figure: `${share}(${parts[0].count}/${stated})`,
            parts,
          };
        }),
      ),
    ),
    survivalChart(letters),
    simple("languages", tally(rows, (row) => table.value("language", row) ?? "").sort(many), "language"),
    chart(
      "joint",
      bars(
        TEXTS.charts.joint,
        ["", "", TEXTS.count],
        tally(letters, (row) => (table.value("joint", row) ? TEXTS.jointYes : TEXTS.jointNo))
          .sort(many)
          .map(([label, of]) => ({
            label,
            of: of.length,
            href: toward({
              tab: "communications",
              sort: "",
              facets: { ...asked, type: kinds(label === TEXTS.jointYes) },
            }),
            parts: [{ name: "", count: of.length }],
          })),
      ),
    ),
    simple("mandate", tally(rows, get("mandate")).sort(many), "mandate"),
    together.length
      ? chart(
          "mandates",
          bars(
            TEXTS.charts.mandates,
            [TEXTS.fields.mandates, "", TEXTS.count],
            together.map(([label, of]) => ({
              label,
              of,
              href: toward({ tab: "communications", sort: "", facets: { ...asked, mandates: both(label) } }),
              parts: [{ name: "", count: of }],
            })),
          ),
        )
      : null,
  );
}

function survivalChart(/** @type {number[]} */ letters) {
  const groups = Object.entries(watched(letters)).filter(([, cases]) => cases.length >= FEWEST);
  const hint = el("p", { class: "said" }, TEXTS.survivalHint);
  if (!groups.length) return chart("survival", hint, el("p", { class: "said" }, TEXTS.tooFew));
  const curves = groups.map(([name, cases]) => ({
    name: /** @type {any} */ (TEXTS.survivalGroups)[name],
    cases: cases.length,
    css: name,
    points: curve(cases),
  }));
  const [wide, high, edge] = [560, 250, 48];
  const last = Math.min(730, Math.max(60, ...curves.map(({ points }) => points[points.length - 1].day)));
  const x = (/** @type {number} */ day) => edge + ((wide - edge - 8) * Math.min(day, last)) / last;
  const y = (/** @type {number} */ share) => high - 24 - (high - 36) * share;
  const ticks = [0, 30, 90, 180, 365, 540, 730].filter((day) => day <= last);
  const drawn = svg(
    "svg",
    { viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": TEXTS.charts.survival, class: "survival" },
    [0, 0.25, 0.5, 0.75, 1]
      .map((share) => [
        svg("line", { x1: edge, x2: wide - 8, y1: y(share), y2: y(share), class: "grid" }),
        svg("text", { x: edge - 6, y: y(share) + 4, "text-anchor": "end" }, `${share * 100} %`),
      ])
      .flat(),
    ticks.map((day) => svg("text", { x: x(day), y: high - 6, "text-anchor": day === last ? "end" : "middle" }, day)),
    curves.map(({ css, points }) =>
      svg("path", {
        class: `curve ${css}`,
        d: points
          .filter(({ day }) => day <= last)
          .map(({ day, share }, at) => (at ? `H${x(day).toFixed(1)}V${y(share).toFixed(1)}` : `M${x(0)} ${y(0)}`))
          .join(""),
      }),
    ),
  );
  const at = (/** @type {{ day: number, share: number, risk: number }[]} */ points, /** @type {number} */ day) => {
    if (points[points.length - 1].day < day) return "—";
    const before = points.filter((point) => point.day <= day);
    const next = points.find((point) => point.day > day);
    return `${Math.round(100 * before[before.length - 1].share)} % (${next?.risk ?? before[before.length - 1].risk})`;
  };
  return chart(
    "survival",
    hint,
    el(
      "p",
      { class: "key" },
      curves.map(({ name, css, cases }) =>
        el("span", {}, el("i", { class: `line ${css}` }), `${name} (${thousands(cases)})`),
      ),
    ),
    drawn,
    el(
      "details",
      {},
      el("summary", {}, TEXTS.numbers),
      el(
        "table",
        {},
        el("caption", {}, `${TEXTS.answered} (${TEXTS.observed})`),
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            el("th", { scope: "col" }, TEXTS.survivalDay),
            DAYS.map((day) => el("th", { scope: "col" }, day)),
          ),
        ),
        el(
          "tbody",
          {},
          curves.map(({ name, points }) =>
            el(
              "tr",
              {},
              el("th", { scope: "row" }, name),
              DAYS.map((day) => el("td", {}, at(points, day))),
            ),
          ),
        ),
      ),
    ),
  );
}

function coverage() {
  const table = known.documents;
  const rows = Array.from({ length: table.rows }, (_, row) => table.row(row));
  const short = rows.filter((row) => row.outcome && row.outcome !== "complete");
  const heads = [
    TEXTS.fields.document,
    TEXTS.fields.report_symbol,
    TEXTS.covers,
    TEXTS.letters,
    TEXTS.pressReleases,
    TEXTS.tabs.observations,
    TEXTS.tabs.rejects,
    "",
  ];
  return el(
    "section",
    { class: "coverage" },
    el("h2", {}, TEXTS.coverage),
    el("p", { class: "said" }, TEXTS.coverageHint),
    el("h3", {}, TEXTS.missing),
    short.length
      ? el(
          "ul",
          { class: "short" },
          short.map((row) =>
            el(
              "li",
              { class: row.outcome },
              el("strong", {}, row.id),
              ` ${/** @type {any} */ (TEXTS.outcomes)[row.outcome] ?? row.outcome}`,
              row.reason ? `: ${row.reason}` : "",
            ),
          ),
        )
      : el("p", {}, TEXTS.allComplete),
    el(
      "details",
      { open: rows.length <= MOST_BARS },
      el("summary", {}, `${TEXTS.all} (${rows.length})`),
      el(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-label": TEXTS.coverage },
        el(
          "table",
          {},
          el(
            "thead",
            {},
            el(
              "tr",
              {},
              heads.map((head) => el(head ? "th" : "td", { scope: head ? "col" : null }, head)),
            ),
          ),
          el(
            "tbody",
            {},
            rows.map((row) =>
              el(
                "tr",
                {},
                el(
                  "th",
                  { scope: "row" },
                  outward(row.url, row.id),
                  (row.printed_title ?? row.title)
                    ? el("span", { class: "source" }, brief(row.printed_title ?? row.title))
                    : null,
                ),
                el(
                  "td",
                  {},
                  row.report_symbol
                    ? el("a", { href: narrowed({ report_symbol: row.report_symbol }) }, row.report_symbol)
                    : "—",
                ),
                el(
                  "td",
                  {},
                  row.period_start || row.period_end ? `${row.period_start ?? "?"} – ${row.period_end ?? "?"}` : "—",
                ),
                [row.communications, row.press_releases, row.observations, row.rejects].map((count) =>
                  el("td", { class: "figure" }, count ?? "—"),
                ),
                el(
                  "td",
                  {},
                  el(
                    "span",
                    { class: `badge ${row.outcome}` },
                    /** @type {any} */ (TEXTS.outcomes)[row.outcome] ?? row.outcome,
                  ),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

function overview(/** @type {number[]} */ rows) {
  const table = known.communications;
  const different = (/** @type {string} */ key) =>
    new Set(rows.map((row) => table.value(key, row)).filter(Boolean)).size;
  const press = rows.filter((row) => table.value("type", row) === "PR").length;
  const figures = [
    [rows.length - press, TEXTS.letters],
    [press, TEXTS.pressReleases],
    [different("case_number"), TEXTS.casesCounted],
    [different("country"), TEXTS.countries],
    [known.documents.rows, TEXTS.documentsRead],
    [known.rejects.rows, TEXTS.rejectsCounted],
  ];
  return el(
    "div",
    { class: "overview" },
    el(
      "dl",
      { class: "figures" },
      figures.map(([number, words]) =>
        el("div", {}, el("dd", {}, thousands(/** @type {number} */ (number))), el("dt", {}, words)),
      ),
    ),
    el("p", { class: "said" }, TEXTS.chartHint),
    overviewCharts(rows),
    coverage(),
  );
}
