// A list of any length, of which only the rows in sight are there.

/** @typedef {{ key: string, label: string, class: string, sort?: (row: number) => any }} Column */
/** @typedef {(row: number, href: string) => { attributes: Record<string, any>, cells: Child[] }} Draw */
/** @typedef {{ columns: Column[], address: (row: number) => string, draw: Draw }} Listing */

/** Rows that are drawn above and below those in sight. */
const AROUND_SIGHT = 4;

/** Rows on paper: some fifty sheets. */
const MOST_PRINTED = 1000;

/** Gives a row another address. */
function lead(/** @type {HTMLElement} */ row, /** @type {string} */ href) {
  row.dataset.href = href;
  row.querySelector("a")?.setAttribute("href", href);
}

class VirtualList {
  constructor(/** @type {string} */ name, /** @type {Listing} */ { columns, address, draw }) {
    this.columns = columns;
    this.address = address;
    this.draw = draw;
    /** @type {number[]} */
    this.items = [];
    this.current = 0;
    /** Pixels of a row; known when it is first shown. */
    this.height = 0;
    /** @type {Map<number, HTMLElement>} */
    this.shown = new Map();
    this.headings = columns.map((column) => {
      const arrow = el("span", { "aria-hidden": "true" });
      const link = el("a", {}, column.label, arrow);
      return { cell: el("div", { role: "columnheader", class: column.class }, link), link, arrow };
    });
    const cells = this.headings.map(({ cell }) => cell);
    this.head = el("div", { role: "row", class: "head", "aria-rowindex": 1 }, cells);
    this.body = el("div", { role: "rowgroup", class: "rows" });
    this.element = el(
      "div",
      {
        role: "grid",
        class: `list ${name}`,
        "aria-label": /** @type {any} */ (TEXTS.tabs)[name],
        keydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
      },
      el("div", { role: "rowgroup" }, this.head),
      this.body,
    );
    addEventListener("scroll", () => this.place(), { passive: true });
    addEventListener("resize", () => {
      this.height = 0;
      if (this.element.isConnected) this.set(this.items);
    });
  }
  /** Heads stay where they are, so that the one that was pressed keeps the focus. */
  heads(/** @type {string} */ sort) {
    const [key, descending] = sort.startsWith("-") ? [sort.slice(1), true] : [sort, false];
    this.columns.forEach((column, at) => {
      const { cell, link, arrow } = this.headings[at];
      const sorted = column.key === key;
      link.setAttribute("href", toward({ sort: sorted && !descending ? `-${column.key}` : column.key }));
      arrow.textContent = sorted ? (descending ? " ↓" : " ↑") : "";
      if (sorted) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
  }
  set(/** @type {number[]} */ items) {
    for (const [at, row] of this.shown) {
      // What stands where it stood is not drawn anew; its address holds the new search.
      if (at < items.length && items[at] === this.items[at] && this.height) lead(row, this.address(items[at]));
      else this.drop(at, row);
    }
    this.items = items;
    this.mark(Math.min(this.current, Math.max(items.length - 1, 0)));
    this.element.setAttribute("aria-rowcount", String(items.length + 1));
    this.height ||= parseFloat(getComputedStyle(this.element).getPropertyValue("--row")) || 60;
    this.body.style.height = `${items.length * this.height}px`;
    this.place(0);
    // Those around can wait until what was typed is seen.
    requestAnimationFrame(() => setTimeout(() => this.place()));
  }
  /** Draws the rows in sight, and a few around them. */
  place(around = AROUND_SIGHT) {
    if (!this.element.isConnected || !this.height) return;
    const top = this.body.getBoundingClientRect().top;
    const from = Math.floor(-top / this.height);
    const until = Math.ceil((innerHeight - top) / this.height);
    for (const [at, row] of this.shown) {
      const near = at >= from - AROUND_SIGHT && at < until + AROUND_SIGHT;
      if (!near && row !== document.activeElement) this.drop(at, row);
    }
    const last = Math.min(this.items.length, until + AROUND_SIGHT);
    /** @type {HTMLElement | null} */
    let next = null;
    for (let at = last - 1; at >= Math.max(0, from - around); at--) {
      /** @type {HTMLElement | undefined} */
      let row = this.shown.get(at);
      if (!row && at < until + around) row = this.body.insertBefore(this.row(at), next);
      next = row ?? next;
    }
    this.body.querySelector("[tabindex='0']") ?? this.shown.get(Math.max(0, from))?.setAttribute("tabindex", "0");
  }
  /** Draws all rows that are printed, and says how many are not. */
  print() {
    const last = Math.min(this.items.length, MOST_PRINTED);
    for (const [at, row] of this.shown) if (at >= last) this.drop(at, row);
    /** @type {HTMLElement | null} */
    let next = null;
    for (let at = last - 1; at >= 0; at--) {
      /** @type {HTMLElement} */
      const row = this.shown.get(at) ?? this.body.insertBefore(this.row(at), next);
      next = row;
    }
    if (last < this.items.length) {
      this.element.append(el("p", { class: "said" }, TEXTS.others(this.items.length - last)));
    }
  }
  printed() {
    this.element.querySelector(":scope > .said")?.remove();
    this.place();
  }
  drop(/** @type {number} */ at, /** @type {HTMLElement} */ row) {
    row.remove();
    this.shown.delete(at);
  }
  row(/** @type {number} */ at) {
    const href = this.address(this.items[at]);
    const { attributes, cells } = this.draw(this.items[at], href);
    const row = el(
      "div",
      {
        role: "row",
        class: "row",
        tabindex: at === this.current ? 0 : -1,
        "aria-rowindex": at + 2,
        ...attributes,
        click: (/** @type {MouseEvent} */ event) => {
          const link = /** @type {Element} */ (event.target).closest("a");
          if (!link && !getSelection()?.toString()) go(row.dataset.href ?? "#");
        },
        // Of the row or of the link in it: from there one goes on.
        focusin: () => this.mark(at),
      },
      cells.map((cell, column) => el("div", { role: "gridcell", class: this.columns[column].class }, cell)),
    );
    row.style.top = `${at * this.height}px`;
    row.dataset.href = href;
    this.shown.set(at, row);
    return row;
  }
  mark(/** @type {number} */ at) {
    this.shown.get(this.current)?.setAttribute("tabindex", "-1");
    this.current = at;
    this.shown.get(at)?.setAttribute("tabindex", "0");
  }
  focus(/** @type {number} */ at) {
    if (!this.items.length) return;
    at = Math.max(0, Math.min(at, this.items.length - 1));
    const top = this.body.getBoundingClientRect().top + at * this.height;
    const under = parseFloat(getComputedStyle(this.element).getPropertyValue("--under")) || 0;
    if (top < under) scrollBy(0, top - under - 8);
    else if (top + this.height > innerHeight) scrollBy(0, top + this.height - innerHeight + 8);
    this.place();
    this.mark(at);
    this.shown.get(at)?.focus({ preventScroll: true });
  }
  key(/** @type {KeyboardEvent} */ event) {
    const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".row"));
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(innerHeight / this.height) - 3);
    const to = {
      ArrowDown: this.current + 1,
      ArrowUp: this.current - 1,
      Home: 0,
      End: this.items.length - 1,
      PageDown: this.current + page,
      PageUp: this.current - page,
    }[event.key];
    if (to !== undefined) this.focus(to);
    else if (event.key === "Enter" && event.target === row) go(row.dataset.href ?? "#");
    else return;
    event.preventDefault();
  }
}
