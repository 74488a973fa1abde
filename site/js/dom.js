// Elements. Words of documents only ever become text.

/** @typedef {Node | string | number | null | undefined | false | Child[]} Child */

/**
 * @param {Element} to
 * @param {Record<string, any>} attributes
 * @param {(Child | Child[])[]} children
 */
function fill(to, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") to.addEventListener(name, value);
    else if (value === true) to.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) to.setAttribute(name, String(value));
  }
  for (const child of /** @type {any[]} */ (children).flat(Infinity)) {
    if (child instanceof Node) to.append(child);
    else if (child !== null && child !== undefined && child !== false) to.append(String(child));
  }
  return to;
}

/** @returns {HTMLElement} */
function el(
  /** @type {string} */ name,
  /** @type {Record<string, any>} */ attributes = {},
  /** @type {(Child | Child[])[]} */ ...children
) {
  return /** @type {HTMLElement} */ (fill(document.createElement(name), attributes, children));
}

/** @returns {SVGElement} */
function svg(
  /** @type {string} */ name,
  /** @type {Record<string, any>} */ attributes = {},
  /** @type {(Child | Child[])[]} */ ...children
) {
  return /** @type {SVGElement} */ (
    fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children)
  );
}

/** A link out of the page, if the address is one of the web; else the words alone. */
function outward(/** @type {string | null | undefined} */ address, /** @type {string} */ words, fragment = "") {
  if (!isWeb(address)) return words;
  const bare = fragment ? String(address).split("#")[0] : String(address);
  return el("a", { href: bare + fragment, rel: "noopener noreferrer", target: "_blank" }, words);
}

function isWeb(/** @type {any} */ address) {
  if (typeof address !== "string") return false;
  try {
    return ["http:", "https:"].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

/** Made once: making it takes longer than all that is written with it. */
const DIGITS = new Intl.NumberFormat(TEXTS.locale);

function thousands(/** @type {number} */ number) {
  return DIGITS.format(number);
}
