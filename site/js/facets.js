// Facets: which values there are, which rows have them, and how many the others leave.

/** Between values that are asked for together. */
const BOTH = " + ";

class Facet {
  constructor(/** @type {Table} */ table, /** @type {string} */ name) {
    this.name = name;
    /** @type {string[]} */
    this.options = [];
    /** What rows have: different combinations of options. @type {number[][]} */
    this.lists = [];
    this.index = new Uint32Array(table.rows);
    const numbers = new Map();
    const combinations = new Map();
    for (let row = 0; row < table.rows; row++) {
      let raw = table.value(name === "year" ? "date" : name, row);
      if (name === "year" && raw) raw = raw.slice(0, 4);
      const key = Array.isArray(raw) ? raw.join("\n") : (raw ?? "");
      let at = combinations.get(key);
      if (at === undefined) {
        const values = Array.isArray(raw) && raw.length ? raw : [Array.isArray(raw) ? "" : (raw ?? "")];
        const list = values.map((value) => {
          if (!numbers.has(value)) numbers.set(value, this.options.push(value) - 1);
          return numbers.get(value);
        });
        combinations.set(key, (at = this.lists.push([...new Set(list)]) - 1));
      }
      this.index[row] = at;
    }
    this.numbers = numbers;
    /** @type {Uint32Array} */
    this.counts = new Uint32Array(this.options.length);
  }
  /** Which combinations pass; null if all do. `A + B` asks for both. */
  passing(/** @type {string[]} */ chosen) {
    if (!chosen.length) return null;
    const wanted = chosen.map((value) =>
      (this.numbers.has(value) ? [value] : value.split(BOTH)).map((one) => this.numbers.get(one)),
    );
    return this.lists.map((list) => wanted.some((all) => all.every((option) => list.includes(option))));
  }
}

/** Rows in this order that search and facets leave; each facet is counted as if it alone were open. */
function sift(
  /** @type {ArrayLike<number>} */ order,
  /** @type {Facet[]} */ facets,
  /** @type {Record<string, string[]>} */ chosen,
  /** @type {Uint8Array} */ matched,
) {
  const tallies = facets.map((facet) => new Uint32Array(facet.lists.length));
  const indexes = facets.map((facet) => facet.index);
  const closed = facets.flatMap((facet, at) => {
    const passing = facet.passing(chosen[facet.name] ?? []);
    return passing ? [{ at, passing, index: facet.index }] : [];
  });
  /** @type {number[]} */
  const left = [];
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    if (!matched[row]) continue;
    let failed = -1;
    let fails = 0;
    for (const { at, passing, index } of closed) {
      if (!passing[index[row]]) {
        failed = at;
        if (++fails > 1) break;
      }
    }
    if (fails > 1) continue;
    if (fails) tallies[failed][indexes[failed][row]]++;
    else left.push(row);
  }
  // One facet after the other, so that its numbers stay at hand.
  facets.forEach((facet, at) => {
    const tally = tallies[at];
    const index = indexes[at];
    for (let i = 0; i < left.length; i++) tally[index[left[i]]]++;
    facet.counts.fill(0);
    tally.forEach((count, list) => {
      if (count) for (const option of facet.lists[list]) facet.counts[option] += count;
    });
  });
  return left;
}

function facetLabel(/** @type {string} */ name, /** @type {string} */ value) {
  const texts = /** @type {any} */ ({
    type: TEXTS.types,
    reply_status: TEXTS.statuses,
    language: TEXTS.languages,
    flags: { "": TEXTS.noFlags },
  })[name];
  return texts?.[value] ?? (value === "" ? TEXTS.none : name === "country" ? countryName(value) : value);
}

/** @type {Map<string, string>} */
const countryNames = new Map();

function countryName(/** @type {string} */ code) {
  if (!countryNames.size) {
    const table = known.communications;
    for (let row = 0; row < table.rows; row++)
      countryNames.set(table.value("country", row), table.value("country_name", row));
  }
  return countryNames.get(code) ?? code;
}

/** Options of some facets as boxes to tick; what stands in the address is ticked. */
class FacetPanel {
  constructor(/** @type {Facet[]} */ facets) {
    this.facets = facets;
    /** @type {Map<string, { input: HTMLInputElement, count: HTMLElement, label: HTMLElement }[]>} */
    this.boxes = new Map();
    /** What else the address asks for: values together, or that are nowhere. @type {Map<string, HTMLElement>} */
    this.others = new Map();
    const sets = facets.map((facet) => this.fieldset(facet));
    this.summary = el("summary", {}, TEXTS.filters);
    // On narrow screens the list is far below what was ticked.
    const enough = el("button", { type: "button", class: "enough", click: () => this.fold() }, TEXTS.showList);
    this.element = el("details", { class: "facets" }, this.summary, sets, enough);
  }
  box(/** @type {Facet} */ facet, /** @type {string} */ value) {
    const input = /** @type {HTMLInputElement} */ (
      el("input", { type: "checkbox", value, name: facet.name, change: () => this.changed(facet) })
    );
    const count = el("span", { class: "number" });
    const label = el("label", {}, input, el("span", {}, facetLabel(facet.name, value)), count);
    return { input, count, label };
  }
  fieldset(/** @type {Facet} */ facet) {
    const boxes = facet.options.map((value) => this.box(facet, value));
    const others = el("div", { class: "options" });
    this.boxes.set(facet.name, boxes);
    this.others.set(facet.name, others);
    const ordered = facet.options.map((_, at) => at);
    const words = facet.options.map((value) => facetLabel(facet.name, value));
    if (facet.name === "year") ordered.sort((a, b) => (facet.options[a] < facet.options[b] ? 1 : -1));
    else if (facet.name === "flags" || facet.name.startsWith("mandate"))
      ordered.sort((a, b) => facet.counts[b] - facet.counts[a] || words[a].localeCompare(words[b], TEXTS.locale));
    else ordered.sort((a, b) => words[a].localeCompare(words[b], TEXTS.locale));
    return el(
      "fieldset",
      { "data-facet": facet.name },
      el("legend", {}, /** @type {any} */ (TEXTS.facets)[facet.name]),
      others,
      el(
        "div",
        { class: "options" },
        ordered.map((at) => boxes[at].label),
      ),
    );
  }
  fold() {
    this.element.removeAttribute("open");
    results.focus();
    scrollTo(0, this.element.getBoundingClientRect().top + scrollY);
  }
  changed(/** @type {Facet} */ facet) {
    const ticked = this.element.querySelectorAll(`[data-facet=${facet.name}] :checked`);
    const chosen = [...ticked].map((input) => /** @type {HTMLInputElement} */ (input).value);
    const tab = narrows(facet.name, state.view.tab) ? state.view.tab : "communications";
    go(
      toward({
        facets: { ...state.view.facets, [facet.name]: chosen },
        tab: state.view.record ? "communications" : tab,
      }),
    );
  }
  /** Boxes for what the address asks for and no option is. */
  ask(/** @type {Facet} */ facet, /** @type {string[]} */ values) {
    const place = this.others.get(facet.name);
    const wanted = values.filter((value) => !facet.numbers.has(value));
    const asked = [...(place?.querySelectorAll("input") ?? [])].map((input) => input.value);
    if (asked.join("\n") === wanted.join("\n")) return;
    const boxes = wanted.map((value) => this.box(facet, value));
    for (const { input } of boxes) input.checked = true;
    place?.replaceChildren(...boxes.map(({ label }) => label));
  }
  update(/** @type {Record<string, string[]>} */ chosen) {
    for (const facet of this.facets) {
      const values = chosen[facet.name];
      this.ask(facet, values);
      (this.boxes.get(facet.name) ?? []).forEach((box, at) => {
        box.input.checked = values.includes(facet.options[at]);
        box.count.textContent = thousands(facet.counts[at]);
        box.label.classList.toggle("empty", !facet.counts[at] && !box.input.checked);
      });
    }
    const asked = Object.values(chosen).flat().length;
    this.summary.textContent = asked ? `${TEXTS.filters} (${asked})` : TEXTS.filters;
  }
}
