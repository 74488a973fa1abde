// What is shown stands in the address, so that a link to it can be kept.

const FACETS = ["country", "type", "year", "reply_status", "mandate", "mandates", "report_symbol", "language", "flags"];
const TABS = ["communications", "cases", "observations", "rejects", "overview"];
/** Newest first. */
const USUAL_SORT = "-date";

/** @typedef {{ q: string, tab: string, sort: string, record: string, case: string, facets: Record<string, string[]> }} View */

/** @returns {View} */
function readAddress(hash = location.hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const tab = given.get("tab") ?? "";
  return {
    q: given.get("q") ?? "",
    tab: TABS.includes(tab) ? tab : given.get("case") ? "cases" : "communications",
    sort: given.get("sort") ?? "",
    record: given.get("record") ?? "",
    case: given.get("case") ?? "",
    facets: Object.fromEntries(FACETS.map((name) => [name, given.getAll(name)])),
  };
}

function writeAddress(/** @type {Partial<View>} */ view) {
  /** @type {string[]} */
  const parts = [];
  const put = (/** @type {string} */ name, /** @type {string | undefined} */ value, empty = false) => {
    if (value || (empty && value === "")) parts.push(`${name}=${encodeURIComponent(value).replaceAll("%2F", "/")}`);
  };
  put("record", view.record);
  put("case", view.case);
  put("q", view.q);
  for (const name of FACETS) for (const value of view.facets?.[name] ?? []) put(name, value, true);
  put("tab", view.tab === "communications" ? "" : view.tab);
  put("sort", view.sort);
  return "#" + parts.join("&");
}

/** The address of something else, with the same search and filters. */
function toward(/** @type {Partial<View>} */ change) {
  return writeAddress({ ...state.view, record: "", case: "", ...change });
}

/** An address with one facet set to one value. */
function narrowed(/** @type {Record<string, string>} */ chosen) {
  const facets = { ...state.view.facets };
  for (const [name, value] of Object.entries(chosen)) facets[name] = [value];
  return toward({ facets, tab: "communications", sort: "" });
}

function go(/** @type {string} */ address, replace = false) {
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  render();
}
