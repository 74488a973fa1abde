// How long a reply takes, with letters that have none yet counted as long as they were watched (Kaplan-Meier).

/** Fewer at risk than these, and one reply moves the curve by more than a tenth. */
const FEWEST = 10;

/** @typedef {{ days: number, answered: boolean }} Watched */

/** Each case of these rows once: days to its first reply, or the days that it was watched without one. */
function watched(/** @type {number[]} */ rows) {
  const table = known.cases;
  /** @type {Record<string, Watched[]>} */
  const groups = { all: [], urgent: [], allegation: [], other: [] };
  for (const number of new Set(rows.map((row) => known.communications.value("case_number", row)))) {
    const at = number ? table.find(number, "case_number") : -1;
    if (at < 0) continue;
    const status = table.value("reply_status", at);
    const days = table.value("observed_days", at);
    const answered = table.value("first_reply", at) !== null;
    // Nobody knows how long a case was watched of which nothing is stated, or whose reply contradicts its date.
    if (status === "not_stated" || (status === "replied" && !answered) || days === null || days < 0) continue;
    const one = { days, answered };
    groups.all.push(one);
    const type = table.value("type", at);
    if (type) groups[group(type)].push(one);
  }
  return groups;
}

function group(/** @type {string} */ type) {
  return type.endsWith("UA") ? "urgent" : type.endsWith("AL") ? "allegation" : "other";
}

/** Points of the curve: the share answered by a day, and how many were watched until then. */
function curve(/** @type {Watched[]} */ cases) {
  const order = [...cases].sort((a, b) => a.days - b.days);
  const points = [{ day: 0, share: 0, risk: order.length }];
  let waiting = 1;
  for (let at = 0; at < order.length;) {
    const risk = order.length - at;
    if (risk < FEWEST) break;
    const day = order[at].days;
    let replies = 0;
    for (; at < order.length && order[at].days === day; at++) if (order[at].answered) replies++;
    waiting *= 1 - replies / risk;
    points.push({ day, share: 1 - waiting, risk });
  }
  return points;
}
