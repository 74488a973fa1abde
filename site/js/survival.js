// How long a reply takes, with letters that have none yet counted as long as they were watched (Kaplan-Meier).

/** Fewer at risk than these, and one reply moves the curve by more than a tenth. */
const FEWEST = 10;

/** @typedef {{ days: number, answered: boolean }} Watched */

/** Each case once: days to its first reply, or the days that it was watched without one. */
function watched(/** @type {number[]} */ rows) {
  const table = known.communications;
  /** @type {Map<string, { group: string, event: number | null, seen: number | null }>} */
  const cases = new Map();
  for (const row of rows) {
    const number = table.value("case_number", row);
    const status = table.value("reply_status", row);
    if (!number || !status || status === "not_stated") continue;
    const days = status === "replied" ? table.value("days_to_first_reply", row) : null;
    const seen = daysBetween(
      table.value("date", row),
      table.value("replies_until", row) ?? table.value("period_end", row),
    );
    const one = cases.get(number) ?? { group: group(table.value("type", row)), event: null, seen: null };
    if (days !== null) one.event = one.event === null ? days : Math.min(one.event, days);
    if (seen !== null && status !== "replied") one.seen = one.seen === null ? seen : Math.max(one.seen, seen);
    cases.set(number, one);
  }
  /** @type {Record<string, Watched[]>} */
  const groups = { all: [], urgent: [], allegation: [], other: [] };
  for (const { group, event, seen } of cases.values()) {
    const days = event ?? seen;
    if (days === null || days < 0) continue;
    const one = { days, answered: event !== null };
    groups.all.push(one);
    groups[group].push(one);
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
