// Tables by columns, as the scripts beside the page hand them over.

class Table {
  constructor(/** @type {any} */ packed) {
    /** @type {number} */
    this.rows = packed?.rows ?? 0;
    /** @type {Record<string, { all?: any[], once?: any[], index?: number[] }>} */
    this.columns = packed?.columns ?? {};
    this.keys = Object.keys(this.columns);
    /** @type {Map<string, number> | null} */
    this.ids = null;
  }
  /** @returns {any} */
  value(/** @type {string} */ key, /** @type {number} */ row) {
    const column = this.columns[key];
    if (!column) return null;
    return column.once && column.index ? column.once[column.index[row]] : column.all?.[row];
  }
  /** The row with this id, or -1. */
  find(/** @type {string} */ id, key = "id") {
    if (!this.ids) {
      this.ids = new Map();
      for (let row = 0; row < this.rows; row++) this.ids.set(this.value(key, row), row);
    }
    return this.ids.get(id) ?? -1;
  }
  /** @returns {Record<string, any>} */
  row(/** @type {number} */ row) {
    return Object.fromEntries(this.keys.map((key) => [key, this.value(key, row)]));
  }
}

/** What has come, and who waits for what has not. @type {Map<string, { promise: Promise<any>, done: (value: any) => void }>} */
const arrivals = new Map();

function arrival(/** @type {string} */ name) {
  let found = arrivals.get(name);
  if (!found) {
    let done = (/** @type {any} */ _) => {};
    const promise = new Promise((resolve) => (done = resolve));
    arrivals.set(name, (found = { promise, done }));
  }
  return found;
}

/** Called by the scripts that hold data: so many bytes, fifteen bits a letter. */
function receive(/** @type {string} */ name, /** @type {number} */ length, /** @type {string} */ letters) {
  unpack(length, letters).then(arrival(name).done);
}

/** What stands for fifteen zeros. */
const FIRST_LETTER = 0x3400;

async function unpack(/** @type {number} */ length, /** @type {string} */ letters) {
  const bytes = new Uint8Array(length);
  let held = 0;
  let bits = 0;
  for (let from = 0, to = 0; to < length; bytes[to++] = held >> bits) {
    if (bits < 8) {
      held = (held << 15) | (letters.charCodeAt(from++) - FIRST_LETTER);
      bits += 15;
    }
    bits -= 8;
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** @type {Set<string>} */
const loaded = new Set();

/** Data that lies in a script beside the page; null where that cannot be had. */
function load(/** @type {string} */ name, /** @type {string} */ file) {
  const wanted = arrival(name);
  if (!loaded.has(name)) {
    loaded.add(name);
    document.head.append(el("script", { src: file, error: () => wanted.done(null) }));
  }
  return wanted.promise;
}

/** All that the page knows. */
const known = {
  communications: new Table(null),
  observations: new Table(null),
  rejects: new Table(null),
  documents: new Table(null),
  cases: new Table(null),
  /** Whether cases were gathered here, since there is no table of them. */
  derived: false,
  /** @type {Record<string, { level: string, what: string, why: string, to_do: string }>} */
  codes: {},
  /** @type {Record<string, string>} */
  files: {},
  /** @type {string | null} */
  show: null,
};

function takeData(/** @type {any} */ data) {
  known.communications = new Table(data.communications);
  known.codes = data.codes;
  known.files = data.files;
}

function takeMore(/** @type {any} */ more) {
  known.observations = new Table(more.observations);
  known.rejects = new Table(more.rejects);
  known.documents = new Table(more.documents);
  known.derived = !more.cases;
  known.cases = new Table(more.cases ?? gatherCases(known.communications));
}

/** Print, places and notes of a document's rows. */
function detailsOf(/** @type {string} */ id) {
  const name = `document/${id}`;
  if (known.show !== null) return arrival(name).promise;
  return load(name, `documents/${encodeURIComponent(known.files[id] ?? "none")}.js`);
}
