// The printed pages of a row, with a box on each of its lines.

/** Points above and below the lines in a strip. */
const AROUND = 30;

/** @typedef {{ page: number | null, box: number[] | null, element: string | null }} Place */
/** @typedef {{ size: [number, number], picture: string | null, why: string | null, lines: any[] }} Leaf */

function printedPages(/** @type {Record<string, any>} */ provenance, /** @type {any} */ details) {
  /** @type {Map<number, number[][]>} */
  const pages = new Map();
  for (const { page, box } of /** @type {Place[]} */ (provenance.places ?? [])) {
    if (!page || !box) continue;
    if (!pages.has(page)) pages.set(page, []);
    pages.get(page)?.push(box);
  }
  // Cells that turn the page are told one after the other.
  const inOrder = [...pages].sort(([a], [b]) => a - b);
  return inOrder.map(([page, boxes]) =>
    printedPage(
      provenance,
      page,
      boxes,
      details?.pages?.[page] ?? { size: [595.3, 841.9], picture: null, why: null, lines: [] },
    ),
  );
}

function printedPage(
  /** @type {Record<string, any>} */ provenance,
  /** @type {number} */ page,
  /** @type {number[][]} */ boxes,
  /** @type {Leaf} */ leaf,
) {
  const [width, height] = leaf.size;
  const words = TEXTS.pictureOf(provenance.document, page);
  const picture = leaf.picture
    ? el("img", {
        "data-picture": page,
        src: leaf.picture,
        alt: words,
        width: Math.round(width),
        height: Math.round(height),
      })
    : svg(
        "svg",
        { "data-picture": page, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words, class: "drawn" },
        (leaf.lines ?? []).map(drawnLine),
      );
  const over = svg(
    "svg",
    { class: "boxes", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    boxes.map(([x0, top, x1, bottom]) =>
      svg("rect", { "data-box": page, x: x0, y: top, width: Math.max(x1 - x0, 0), height: Math.max(bottom - top, 0) }),
    ),
  );
  const sheet = el("div", { class: "sheet" }, picture, over);
  const strip = el("div", { class: "strip" }, sheet);
  // On narrow screens a page keeps its size, and is pushed sideways: by keys, too.
  const frame = el("div", { class: "frame", tabindex: 0, role: "group", "aria-label": TEXTS.page(page) }, strip);
  strip.style.setProperty("--wide", `${width}px`);
  const left = Math.min(...boxes.map((box) => box[0])) - AROUND / 3;
  requestAnimationFrame(() => (frame.scrollLeft = (left / width) * strip.clientWidth));
  const from = Math.max(0, Math.min(...boxes.map((box) => box[1])) - AROUND);
  const until = Math.min(height, Math.max(...boxes.map((box) => box[3])) + AROUND);
  const toggle = el("button", {
    type: "button",
    "aria-pressed": "false",
    click: () => show(toggle.getAttribute("aria-pressed") !== "true"),
  });
  const show = (/** @type {boolean} */ whole) => {
    toggle.setAttribute("aria-pressed", String(whole));
    toggle.textContent = whole ? TEXTS.strip : TEXTS.wholePage;
    strip.style.aspectRatio = whole ? "auto" : `${width} / ${Math.max(until - from, 1)}`;
    sheet.style.marginTop = whole ? "0" : `${(-from / width) * 100}%`;
  };
  sheet.style.aspectRatio = `${width} / ${height}`;
  show(false);
  return el(
    "figure",
    { class: "page" },
    el(
      "figcaption",
      {},
      el("span", {}, TEXTS.page(page)),
      toggle,
      isWeb(provenance.url) ? outward(provenance.url, TEXTS.sourcePage(page), `#page=${page}`) : null,
    ),
    leaf.picture
      ? null
      : el(
          "p",
          { class: "said" },
          `${TEXTS.noPicture}${leaf.why ? `: ${leaf.why}` : ""}. ${leaf.lines?.length ? TEXTS.ownDrawing : TEXTS.boxesOnly}`,
        ),
    frame,
  );
}

function drawnLine(
  /** @type {[number, number, number, number, number | null, string]} */ [x0, top, x1, bottom, size, words],
) {
  const high = size ?? (bottom - top) * 0.8;
  return svg(
    "text",
    {
      x: x0,
      y: bottom - high * 0.22,
      "font-size": high,
      textLength: Math.max(x1 - x0, 1),
      lengthAdjust: "spacingAndGlyphs",
    },
    words,
  );
}

/** The lines of a web page, each with the way to its element. */
function printedElements(/** @type {Record<string, any>} */ provenance, /** @type {any} */ details) {
  const places = /** @type {Place[]} */ (provenance.places ?? []).filter((place) => place.element);
  if (!places.length) return null;
  return el(
    "ul",
    { class: "elements" },
    places.map(({ element }) => {
      const lines = details?.elements?.[element ?? ""] ?? [];
      return el(
        "li",
        { "data-box": "element" },
        lines.length
          ? lines.map((/** @type {string} */ line) => el("p", { dir: "auto" }, line))
          : el("p", { class: "said" }, TEXTS.notAtHand),
        el("p", { class: "path" }, `${TEXTS.elementAt} `, el("code", {}, element)),
      );
    }),
  );
}
