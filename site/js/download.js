// What is listed, as a file.

function cell(/** @type {any} */ value) {
  if (value === null || value === undefined) return "";
  let words = Array.isArray(value)
    ? value
        .map((item) =>
          item?.date
            ? item.date + (item.acknowledgement ? " (A)" : "")
            : typeof item === "object"
              ? JSON.stringify(item)
              : item,
        )
        .join("; ")
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);
  // Spreadsheets take these for formulas.
  if (/^[=+\-@\t\r]/.test(words) && typeof value !== "number") words = `'${words}`;
  return /[",\n\r;]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
}

function save(/** @type {string} */ name, /** @type {string} */ type, /** @type {string[]} */ lines) {
  const url = URL.createObjectURL(new Blob(lines, { type }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function downloads(/** @type {() => { name: string, table: Table, items: number[] }} */ listed) {
  const csv = () => {
    const { name, table, items } = listed();
    const rows = items.map((row) => table.keys.map((key) => cell(table.value(key, row))).join(",") + "\r\n");
    // With a mark by which spreadsheets know that it is UTF-8.
    save(`${name}.csv`, "text/csv;charset=utf-8", ["\ufeff", table.keys.join(",") + "\r\n", ...rows]);
  };
  const json = () => {
    const { name, table, items } = listed();
    save(
      `${name}.jsonl`,
      "application/jsonl",
      items.map((row) => JSON.stringify(table.row(row)) + "\n"),
    );
  };
  return el(
    "p",
    { class: "downloads" },
    `${TEXTS.download}: `,
    el("button", { type: "button", click: csv }, TEXTS.csv),
    " ",
    el("button", { type: "button", click: json }, TEXTS.jsonl),
  );
}
