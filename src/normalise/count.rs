//! The numbers of a list or a report as a count, and those that go against its order.

use rustc_hash::FxHashMap;

use crate::text::{Span, Text};

/// Numbers that can be missing in one place; more are another count.
const MOST: u64 = 12;

/// The number of an entry or a paragraph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted {
    pub span: Span,
    value: u64,
    /// Its place among all.
    at: usize,
}

/// A number that goes against the order of the others, alone or with a run of such.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stray {
    pub counted: Counted,
    /// The first and the last of its run.
    run: (u64, u64),
}

impl Stray {
    fn is_alone(&self) -> bool {
        self.run.0 == self.run.1
    }
}

/// A count in which some numbers are not where their turn is.
pub(super) struct Count {
    /// Those whose turn has come.
    steady: Vec<Counted>,
    /// The others, in the order of the text.
    pub strays: Vec<Stray>,
    /// Which strays have a value.
    by_value: FxHashMap<u64, Vec<usize>>,
    /// Which strays end with the figures of a value, and have more.
    by_end: FxHashMap<u64, Vec<usize>>,
}

impl Count {
    pub fn of(text: &Text, numbers: &[Span]) -> Self {
        let counted = numbers
            .iter()
            .filter_map(|&span| Some((span, value(text.slice(span))?)));
        let counted = counted
            .enumerate()
            .map(|(at, (span, value))| Counted { span, value, at });
        let mut all: Vec<Counted> = counted.collect();
        all.dedup_by_key(|one| one.value);
        let runs: Vec<&[Counted]> = all.chunk_by(|one, next| one.value + 1 == next.value).collect();
        // Of two runs that go against each other the shorter one is, if the others are in order without it.
        let is_stray = |at: usize, run: &[Counted]| {
            let before = at.checked_sub(1).and_then(|before| runs.get(before));
            let (Some(before), Some(&first), Some(&last)) = (before, run.first(), run.last()) else {
                return false;
            };
            let above = before.last().map_or(0, |above| above.value);
            let falls = first.value <= above && run.len() <= before.len();
            let Some(next) = runs.get(at + 1) else {
                return falls || run.len() == 1 && first.value > above + MOST;
            };
            let below = next.first().map_or(0, |below| below.value);
            above < below && (falls || below <= last.value && run.len() < next.len())
        };
        let (strays, steady) = runs
            .iter()
            .enumerate()
            .partition::<Vec<_>, _>(|(at, run)| is_stray(*at, run));
        let own = |runs: Vec<(usize, &&[Counted])>| -> Vec<Counted> {
            runs.into_iter().flat_map(|(_, run)| run.to_vec()).collect()
        };
        let strays = own(strays);
        let runs = strays.chunk_by(|one, next| one.value + 1 == next.value && one.at + 1 == next.at);
        let of_run = |run: &[Counted]| {
            let ends = run.first().zip(run.last());
            let run_ends = ends.map_or((0, 0), |(first, last)| (first.value, last.value));
            let stray = |&counted: &Counted| Stray { counted, run: run_ends };
            run.iter().map(stray).collect::<Vec<_>>()
        };
        let strays: Vec<Stray> = runs.flat_map(of_run).collect();
        let (mut by_value, mut by_end) = (FxHashMap::default(), FxHashMap::default());
        for (at, stray) in strays.iter().enumerate() {
            let of_value: &mut Vec<usize> = by_value.entry(stray.counted.value).or_default();
            of_value.push(at);
            for (_, end) in ends(stray.counted.value) {
                let of_end: &mut Vec<usize> = by_end.entry(end).or_default();
                of_end.push(at);
            }
        }
        Self {
            steady: own(steady),
            strays,
            by_value,
            by_end,
        }
    }

    /// The numbers that are missing, each with the ones before and behind it; last the one that would come next.
    pub fn missing(&self) -> impl Iterator<Item = (u64, Counted, Option<Counted>)> {
        let gaps = self.steady.iter().zip(self.steady.iter().skip(1));
        let gaps = gaps.filter(|(before, next)| (2..=MOST).contains(&next.value.saturating_sub(before.value)));
        let missing = |(&before, &next): (&Counted, &Counted)| {
            (before.value + 1..next.value).map(move |missing| (missing, before, Some(next)))
        };
        let last = self.steady.last().map(|&last| (last.value + 1, last, None));
        gaps.flat_map(missing).chain(last)
    }

    /// The number that stands elsewhere as what is missing: whole, without its first digit, or behind another one. Of a run
    /// all are missing: another count, as an annex has one, has more.
    pub fn stray(&self, text: &Text, missing: u64, before: Counted, next: Option<Counted>) -> Option<Counted> {
        // Of more that are alike nobody can tell which it is.
        const ALIKE: usize = 100;
        let of = |alike: &FxHashMap<u64, Vec<usize>>, value: u64| -> Vec<Stray> {
            let alike = alike.get(&value).into_iter().flatten().take(ALIKE);
            alike.filter_map(|&at| self.strays.get(at).copied()).collect()
        };
        let is_whole = |stray: &Stray| {
            let in_gap = next.map_or(stray.counted.at < before.at, |next| stray.run.1 < next.value);
            before.value < stray.run.0 && in_gap
        };
        let between = |stray: &Stray| {
            let at = stray.counted.at;
            before.at < at && next.is_none_or(|next| at < next.at)
        };
        let cut = ends(missing).flat_map(|(start, end)| {
            let mut alike = of(&self.by_value, end);
            let behind_start = |stray: &Stray| line_before(text, stray.counted.span) == start.to_string();
            alike.retain(|stray| stray.is_alone() && between(stray) && (next.is_some() || behind_start(stray)));
            alike
        });
        let mut glued = of(&self.by_end, missing);
        glued.retain(|stray| next.is_some() && stray.is_alone());
        let whole = of(&self.by_value, missing).into_iter().filter(is_whole);
        let found = whole.chain(cut).chain(glued).map(|stray| stray.counted);
        found.min_by_key(|counted| counted.at)
    }
}

/// A number's figures in two parts, wherever the second one begins with no zero.
fn ends(number: u64) -> impl Iterator<Item = (u64, u64)> {
    let powers = (1..20).map_while(|power| 10_u64.checked_pow(power));
    let parts = powers
        .take_while(move |&power| power <= number)
        .map(move |power| (number / power, number % power, power));
    parts
        .filter(|&(_, end, power)| end >= power / 10 && end > 0 || power == 10)
        .map(|(start, end, _)| (start, end))
}

/// The line before the one that a span stands on, head and foot of the page aside.
pub(super) fn line_before(text: &Text, span: Span) -> &str {
    let before = text.lines().get(..text.line_at(span.start)).unwrap_or_default();
    let line = before.iter().rfind(|line| line.role.is_text());
    line.map_or("", |line| text.slice(line.span).trim())
}

/// What a number in figures or letters counts.
pub(super) fn value(number: &str) -> Option<u64> {
    if number.is_empty() {
        return None;
    }
    number.parse().ok().or_else(|| place_value(number))
}

/// What letters count in the manner of a spreadsheet's columns.
pub(super) fn place_value(letters: &str) -> Option<u64> {
    letters.bytes().try_fold(0_u64, |sum, letter| {
        let value = letter
            .to_ascii_lowercase()
            .checked_sub(b'a')
            .filter(|value| *value < 26)?;
        sum.checked_mul(26)?.checked_add(u64::from(value) + 1)
    })
}
