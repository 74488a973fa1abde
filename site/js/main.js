// The page as a whole: what the address says is what is shown.

const state = {
  view: readAddress(),
  /** Rows of each list that search and facets leave. @type {Record<string, number[]>} */
  items: {},
  /** What the rows in `items` were asked by. */
  asked: "",
};

/** @type {Record<string, VirtualList>} */
const lists = {};
/** @type {Record<string, Haystack>} */
const haystacks = {};
/** @type {Record<string, ArrayLike<number>>} */
const orders = {};
/** @type {Facet[]} */
let facets = [];
/** @type {FacetPanel | null} */
let panel = null;
/** @type {Record<string, HTMLElement>} */
const sorters = {};
/** Where the list was left. @type {Record<string, number>} */
const scrolled = {};
let dataIsThere = false;
let moreIsThere = false;
let shown = "";

const input = /** @type {HTMLInputElement} */ (
  el("input", {
    type: "search",
    id: "search",
    placeholder: TEXTS.searchHint,
    autocomplete: "off",
    spellcheck: "false",
    "aria-keyshortcuts": "/",
    input: () => typed(),
  })
);
const count = el("strong", { "data-count": true });
const counted = el("span", {}, ` ${TEXTS.counted}`);
const tabs = el("nav", { class: "tabs", "aria-label": TEXTS.title });
const aside = el("aside", { "aria-label": TEXTS.filters });
const results = el("main", { id: "results", tabindex: -1 });
const chosen = el("nav", { class: "chosen", "aria-label": TEXTS.chosen, hidden: true });
const said = el("p", { role: "status", class: "quiet" });

function typed() {
  const tab = state.view.tab === "rejects" && state.view.record ? "communications" : state.view.tab;
  go(toward({ q: input.value, tab }), true);
}

/** Rows of a list in the order asked for; orders are kept, since they do not depend on the search. */
function order(/** @type {string} */ name, /** @type {string} */ sort) {
  const key = `${name} ${sort}`;
  return (orders[key] ??= sorted(known[/** @type {"communications"} */ (name)].rows, LISTS[name].columns, sort));
}

function sortOf(/** @type {string} */ name) {
  return (
    (name === state.view.tab && state.view.sort) ||
    (name === "communications" ? USUAL_SORT : name === "cases" ? "-date" : "")
  );
}

function hay(/** @type {string} */ name) {
  return (haystacks[name] ??= new Haystack(known[/** @type {"communications"} */ (name)], SEARCHED[name]));
}

function siftAll() {
  const { q, facets: chosen, sort, tab } = state.view;
  const asked = JSON.stringify([q, chosen, sort, tab, moreIsThere]);
  if (asked === state.asked) return;
  state.asked = asked;
  const items = sift(
    order("communications", sortOf("communications")),
    facets,
    chosen,
    hay("communications").match(needles(q)),
  );
  state.items = { communications: items };
  if (moreIsThere && tab !== "communications" && tab !== "overview") state.items[tab] = siftOther(tab);
}

/** Rows of another list that search and facets leave. */
function siftOther(/** @type {string} */ name) {
  const { q, facets: chosen } = state.view;
  const rows = Array.from(order(name, sortOf(name)));
  if (name === "cases") {
    const left = new Set(state.items.communications.map((row) => known.communications.value("case_number", row)));
    return rows.filter((row) => left.has(known.cases.value("case_number", row)));
  }
  const table = known[/** @type {"observations"} */ (name)];
  const matched = hay(name).match(needles(q));
  const asked = FACETS.filter((facet) => chosen[facet].length && table.columns[facet]);
  const has = (/** @type {number} */ row) =>
    asked.every((facet) => chosen[facet].includes(table.value(facet, row) ?? ""));
  return rows.filter((row) => matched[row] && has(row));
}

function listOf(/** @type {string} */ name) {
  return (lists[name] ??= new VirtualList(name, LISTS[name]));
}

/** Shows what the address says. */
function render() {
  state.view = readAddress();
  if (known.show !== null || !dataIsThere) return;
  const { q, tab, record, case: number } = state.view;
  const focused = document.activeElement;
  if (focused !== input) input.value = q;
  siftAll();
  const left = state.items.communications.length;
  count.textContent = String(left);
  counted.textContent = ` ${left === 1 ? TEXTS.countedOne : TEXTS.counted}`;
  drawTabs();
  drawChosen();
  const key = record ? `record ${record}` : number ? `case ${number}` : tab;
  const moved = key !== shown;
  if (moved && lists[shown]) scrolled[shown] = scrollY;
  if (record || number) {
    if (moved) {
      results.replaceChildren(
        moreIsThere ? (record ? recordView(record) : caseView(number)) : el("p", { class: "said" }, TEXTS.loading),
      );
      scrollTo(0, 0);
      if (moreIsThere) focusHeading();
    }
  } else if (tab === "overview") {
    if (moved || !moreIsThere) drawOverview();
    if (moved) scrollTo(0, 0);
  } else {
    drawList(tab, moved);
  }
  shown = moreIsThere || !(record || number || tab === "overview") ? key : "";
  document.body.dataset.view = record || number ? "record" : tab;
  if (moved) entitle();
  // What had the focus may be gone: keys go on where its successor stands.
  if (focused && focused !== document.body && !focused.isConnected && document.activeElement === document.body) {
    results.focus({ preventScroll: true });
  }
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => setTimeout(afterwards));
}

let waiting = 0;

/** Says in the window's title what is open, for tabs, bookmarks and who hears the page. */
function entitle() {
  const { q, tab, record, case: number } = state.view;
  const heading = record || number ? results.querySelector("h2")?.firstChild?.textContent : null;
  const place = tab === "communications" ? "" : /** @type {any} */ (TEXTS.tabs)[tab];
  document.title = [...(heading ? [heading] : [q, place]), TEXTS.title].filter(Boolean).join(" · ");
}

/** What can wait until what was typed is seen: counts of facets and of the other lists, and charts. */
function afterwards() {
  entitle();
  panel?.update(state.view.facets);
  if (!moreIsThere) return;
  for (const name of ["cases", "observations", "rejects"]) state.items[name] ??= siftOther(name);
  drawTabs();
  if (document.body.dataset.view === "overview" && drawn !== state.items.communications) drawOverview();
}

/** The rows that the charts show. @type {number[] | null} */
let drawn = null;

function drawOverview() {
  const open = [...results.querySelectorAll("[data-chart] details[open]")].map((part) => part.parentElement);
  const names = open.map((chart) => chart?.dataset.chart);
  drawn = moreIsThere ? state.items.communications : null;
  results.replaceChildren(drawn ? overview(drawn) : el("p", { class: "said" }, TEXTS.loading));
  for (const name of names) results.querySelector(`[data-chart=${name}] details`)?.setAttribute("open", "");
}

function drawList(/** @type {string} */ name, /** @type {boolean} */ moved) {
  const items = state.items[name];
  const list = listOf(name);
  if (!items) {
    results.replaceChildren(el("p", { class: "said" }, TEXTS.loading));
    return;
  }
  const opened = shown.startsWith("record ") || shown.startsWith("case ") ? shown.slice(shown.indexOf(" ") + 1) : null;
  // Who came by an address has left the list nowhere: it opens where the record is.
  if (opened !== null && !list.height) list.current = Math.max(0, items.indexOf(rowOf(name, opened)));
  list.heads(sortOf(name));
  const sort = (sorters[name] ??= sorter(name));
  const choice = sort.querySelector("select");
  if (choice) choice.value = sortOf(name);
  if (moved || list.element.parentElement !== results) {
    results.replaceChildren(
      sort,
      list.element,
      el("p", { class: "said nothing-fits" }, TEXTS.nothing),
      downloads(() => ({ name, table: known[/** @type {"communications"} */ (name)], items: state.items[name] ?? [] })),
    );
  }
  results.classList.toggle("empty", !items.length);
  if (!moved) list.mark(0);
  list.set(items);
  if (moved) {
    const at = state.view.record ? 0 : (scrolled[name] ?? 0);
    scrollTo(0, at);
    if (opened !== null) list.focus(list.current);
  }
  said.textContent = `${items.length} ${/** @type {any} */ (TEXTS.tabs)[name]}`;
}

/** The row of a list that an address names. */
function rowOf(/** @type {string} */ name, /** @type {string} */ id) {
  return known[/** @type {"cases"} */ (name)].find(id, name === "cases" ? "case_number" : "id");
}

/** On narrow screens heads are not seen. */
function sorter(/** @type {string} */ name) {
  const choice = (/** @type {string} */ key, /** @type {string} */ words) => el("option", { value: key }, words);
  const select = /** @type {HTMLSelectElement} */ (
    el(
      "select",
      { change: () => go(toward({ sort: select.value })) },
      LISTS[name].columns.flatMap((one) => [
        choice(one.key, `${one.label}, ${TEXTS.up}`),
        choice(`-${one.key}`, `${one.label}, ${TEXTS.down}`),
      ]),
    )
  );
  return el("label", { class: "sorter" }, `${TEXTS.sortBy} `, select);
}

function focusHeading() {
  const heading = /** @type {HTMLElement | null} */ (results.querySelector("h2"));
  heading?.focus({ preventScroll: true });
}

function keys(/** @type {KeyboardEvent} */ event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target instanceof HTMLElement && event.target.matches("input[type=search], select, textarea");
  if (event.key === "/" && !typing) {
    input.focus();
    input.select();
  } else if (event.key === "Escape") {
    const back = results.querySelector(".way a");
    if (state.view.record || state.view.case) go(back?.getAttribute("href") ?? toward({ tab: state.view.tab }));
    else if (typing && input.value) {
      input.value = "";
      typed();
    } else input.blur();
  } else if (event.key === "ArrowDown" && event.target === input) {
    lists[state.view.tab]?.focus(0);
  } else if (event.key === "Enter" && event.target === input) {
    lists[state.view.tab]?.focus(0);
  } else if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && !typing) {
    if (pushed(event.target)) return;
    const link = results.querySelector(event.key === "ArrowLeft" ? ".way [rel=prev]" : ".way [rel=next]");
    if (link) go(link.getAttribute("href") ?? "#");
  } else return;
  event.preventDefault();
}

/** Is it in something that arrows push sideways? */
function pushed(/** @type {EventTarget | null} */ target) {
  const box = target instanceof Element ? target.closest(".frame, .scroll") : null;
  return box !== null && box.scrollWidth > box.clientWidth;
}

function frame() {
  const home = el("a", { href: "#" }, TEXTS.title);
  const skip = el(
    "a",
    {
      class: "skip",
      href: "#",
      click: (/** @type {Event} */ event) => {
        event.preventDefault();
        results.focus();
      },
    },
    TEXTS.skip,
  );
  const page = /** @type {HTMLElement} */ (document.getElementById("page"));
  page.append(
    el(
      "header",
      {},
      skip,
      el(
        "div",
        { class: "top" },
        el("h1", {}, home),
        el(
          "div",
          { class: "find" },
          el("label", { for: "search" }, TEXTS.search),
          input,
          el("p", { class: "count" }, count, counted),
        ),
      ),
      tabs,
    ),
    el("div", { class: "body" }, aside, el("div", { class: "view" }, chosen, results)),
    el("footer", {}, el("p", {}, TEXTS.about), el("p", {}, TEXTS.keys), el("p", {}, TEXTS.made)),
    said,
  );
}

async function begin() {
  document.documentElement.lang = TEXTS.locale;
  const inline = document.getElementById("data");
  if (inline) return beginShow(JSON.parse(inline.textContent ?? "{}"));
  frame();
  drawTabs();
  addEventListener("hashchange", render);
  addEventListener("keydown", keys);
  addEventListener("beforeprint", () => print_(true));
  addEventListener("afterprint", () => print_(false));
  takeData(await arrival("data").promise);
  dataIsThere = true;
  if (Object.values(readAddress().facets).some((values) => values.length)) buildFacets();
  render();
  setTimeout(async () => {
    if (!facets.length) buildFacets();
    hay("communications").warm();
    panel = new FacetPanel(facets);
    const details = /** @type {HTMLDetailsElement} */ (panel.element);
    details.open = matchMedia("(min-width: 60rem)").matches;
    aside.append(details);
    panel.update(state.view.facets);
    await new Promise((done) => document.head.append(el("script", { src: "views.js", load: done, error: done })));
    const more = await load("more", "more.js");
    if (more) takeMore(more);
    moreIsThere = true;
    render();
  });
}

/** What is folded is unfolded on paper, and a list is there as a whole. */
function print_(/** @type {boolean} */ begins) {
  const list = lists[document.body.dataset.view ?? ""];
  if (begins) list?.print();
  else list?.printed();
  for (const part of results.querySelectorAll(begins ? "details:not([open])" : "details[data-folded]")) {
    part.toggleAttribute("open", begins);
    part.toggleAttribute("data-folded", begins);
  }
}

/** Facets with their counts; a list that nothing narrows stands before them. */
function buildFacets() {
  facets = FACETS.filter((name) => name === "year" || known.communications.columns[name])
    .map((name) => new Facet(known.communications, name))
    .filter((facet) => facet.name !== "mandates" || facet.options.some(Boolean));
  state.asked = "";
  siftAll();
}

/** One row as a file of its own. */
function beginShow(/** @type {any} */ given) {
  known.show = given.show;
  takeData(given.data);
  takeMore(given.more);
  for (const [id, details] of Object.entries(given.documents)) arrival(`document/${id}`).done(details);
  const page = /** @type {HTMLElement} */ (document.getElementById("page"));
  document.body.dataset.view = "show";
  page.append(
    el("header", {}, el("h1", {}, TEXTS.title)),
    el("main", { id: "results" }, recordView(given.show)),
    el("footer", {}, el("p", {}, TEXTS.made)),
  );
}

addEventListener("DOMContentLoaded", begin);
