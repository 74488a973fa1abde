// Which lists there are, and what the one that is shown is narrowed by.

/** @type {Record<string, { link: HTMLElement, size: HTMLElement }>} */
const tabLinks = {};

function tabLink(/** @type {string} */ name) {
  const size = el("span", { class: "number" });
  const link = el("a", {}, /** @type {any} */ (TEXTS.tabs)[name], size);
  tabs.append(link);
  return { link, size };
}

function drawTabs() {
  const { tab, record, case: number } = state.view;
  for (const name of TABS) {
    const { link, size } = (tabLinks[name] ??= tabLink(name));
    link.setAttribute("href", toward({ tab: name, sort: "" }));
    if (name === tab) link.setAttribute("aria-current", record || number ? "true" : "page");
    else link.removeAttribute("aria-current");
    const left = name === "communications" ? undefined : state.items[name];
    if (left) size.textContent = thousands(left.length);
  }
}

/** What the list is narrowed by; each part can be taken back. */
function drawChosen() {
  const { tab, facets: asked, record, case: number } = state.view;
  const parts = FACETS.filter((name) => narrows(name, tab)).flatMap((name) =>
    asked[name].map((value) => {
      const words = `${/** @type {any} */ (TEXTS.facets)[name]}: ${facetLabel(name, value)}`;
      const others = { ...asked, [name]: asked[name].filter((one) => one !== value) };
      const cross = el("span", { "aria-hidden": "true" }, " ×");
      return el("a", { href: toward({ facets: others }) }, words, cross, el("span", { class: "quiet" }, TEXTS.remove));
    }),
  );
  chosen.hidden = !parts.length || record !== "" || number !== "";
  if (chosen.hidden) return chosen.replaceChildren();
  const clear = el("a", { class: "clear", href: toward({ q: "", facets: {} }) }, TEXTS.clear);
  const list = [...parts, clear].map((part) => el("li", {}, part));
  chosen.replaceChildren(el("ul", {}, list));
}

/** Can rows of this list be told by this facet? */
function narrows(/** @type {string} */ facet, /** @type {string} */ tab) {
  return (tab !== "observations" && tab !== "rejects") || !moreIsThere || known[tab].columns[facet] !== undefined;
}
