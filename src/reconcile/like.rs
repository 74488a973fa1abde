//! Case numbers that look like misprints of each other: said, never merged.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde::{Deserialize, Serialize};

use super::case::CaseRow;
use super::sorter::{Merge, Sorter};
use crate::record::{CaseNumber, Day};

/// Two summaries are alike if they share this part of all their words: retellings of one letter in two reports share
/// two thirds and more, and letters of one day to one State about other matters less than a third.
const LIKE_SHARE: f64 = 0.5;
/// Fewer words than these say nothing.
const ENOUGH_WORDS: usize = 5;
/// Shorter words are those of any text.
const WORD_LETTERS: usize = 4;

/// What is compared of a case.
#[derive(Debug, Serialize, Deserialize)]
struct Likeness {
    day: Day,
    case: String,
    kind: String,
    documents: BTreeSet<String>,
    replies: BTreeSet<Day>,
    summaries: Vec<String>,
    /// Words of each summary, as hashes, once they are asked for: few numbers are near enough to another's.
    #[serde(skip)]
    words: OnceCell<Vec<BTreeSet<u32>>>,
    /// How often it is printed, and the first of its records.
    records: usize,
    record: String,
}

/// A case number that looks like a misprint of another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LikeAnother {
    /// The day of both.
    pub day: Day,
    /// The document and the record with the rarer of the two numbers.
    pub document: String,
    pub record: String,
    /// The rarer one.
    pub case: CaseNumber,
    /// The other one.
    pub other: CaseNumber,
}

/// Cases by their days.
#[derive(Default)]
pub(super) struct Likenesses(Sorter);

impl Likenesses {
    /// Notes a case. One without a day or a type, on which documents disagree, is compared with none.
    pub fn note(&mut self, case: &CaseRow, documents: BTreeSet<String>) -> io::Result<()> {
        let (Some(date), Some(kind), Some(record)) = (case.date, &case.kind, case.records.first()) else {
            return Ok(());
        };
        let likeness = Likeness {
            day: date,
            case: case.case_number.clone(),
            kind: kind.trim_start_matches('J').to_owned(),
            documents,
            replies: case.replies.iter().map(|reply| reply.date).collect(),
            summaries: case.summaries.iter().map(|summary| summary.text.clone()).collect(),
            words: OnceCell::new(),
            records: case.records.len(),
            record: record.clone(),
        };
        self.0
            .push(date.to_string().as_bytes(), &serde_json::to_vec(&likeness)?)
    }

    /// Every pair of numbers that look alike, in the order of their days.
    pub fn finish(self, mut each: impl FnMut(LikeAnother) -> io::Result<()>) -> io::Result<()> {
        let mut merge = self.0.finish()?;
        let mut next = merge.next()?;
        while let Some(first) = next {
            let mut day = vec![serde_json::from_slice(&first.value)?];
            next = rest_of_day(&mut merge, &first.key, &mut day)?;
            for pair in alike(&day) {
                each(pair)?;
            }
        }
        Ok(())
    }
}

fn rest_of_day(merge: &mut Merge, key: &[u8], day: &mut Vec<Likeness>) -> io::Result<Option<super::sorter::Item>> {
    loop {
        match merge.next()? {
            Some(item) if item.key == key => day.push(serde_json::from_slice(&item.value)?),
            other => return Ok(other),
        }
    }
}

/// The pairs among the cases of one day.
fn alike(day: &[Likeness]) -> BTreeSet<LikeAnother> {
    // Two numbers that one slip parts become the same when a character is left out of each.
    let mut by_rest: BTreeMap<String, Vec<&Likeness>> = BTreeMap::new();
    for case in day {
        for rest in rests(&case.case) {
            by_rest.entry(rest).or_default().push(case);
        }
    }
    let mut pairs = BTreeSet::new();
    for cases in by_rest.values() {
        for (at, one) in cases.iter().enumerate() {
            for other in cases.iter().skip(at + 1) {
                if one.case != other.case && one.is_like(other) {
                    let (rarer, other) = if (one.records, &other.case) < (other.records, &one.case) {
                        (one, other)
                    } else {
                        (other, one)
                    };
                    pairs.extend(LikeAnother::of(rarer, other));
                }
            }
        }
    }
    pairs
}

/// A case number, and what is left of it without each of its characters.
fn rests(case: &str) -> BTreeSet<String> {
    let without = |left_out: usize| {
        let kept = case.chars().enumerate().filter(move |&(at, _)| at != left_out);
        kept.map(|(_, c)| c).collect::<String>()
    };
    (0..=case.chars().count()).map(without).collect()
}

impl LikeAnother {
    fn of(rarer: &Likeness, other: &Likeness) -> Option<Self> {
        Some(Self {
            day: rarer.day,
            document: rarer.documents.first()?.clone(),
            record: rarer.record.clone(),
            case: rarer.case.parse().ok()?,
            other: other.case.parse().ok()?,
        })
    }
}

impl Likeness {
    /// Whether the letters are the same but for the number, and no document has both.
    fn is_like(&self, other: &Self) -> bool {
        let same_replies = !self.replies.is_empty() && self.replies == other.replies;
        self.kind == other.kind
            && self.documents.is_disjoint(&other.documents)
            && (same_replies || self.has_like_summary(other))
    }

    fn has_like_summary(&self, other: &Self) -> bool {
        let like = |a: &BTreeSet<u32>, b: &BTreeSet<u32>| {
            let (shared, all) = (a.intersection(b).count(), a.union(b).count());
            a.len().min(b.len()) >= ENOUGH_WORDS && count(shared) >= LIKE_SHARE * count(all)
        };
        let mut here = self.words().iter();
        here.any(|here| other.words().iter().any(|there| like(here, there)))
    }

    fn words(&self) -> &[BTreeSet<u32>] {
        let of_all = || self.summaries.iter().map(|summary| words(summary)).collect();
        self.words.get_or_init(of_all)
    }
}

fn count(words: usize) -> f64 {
    u32::try_from(words).map_or(f64::MAX, f64::from)
}

/// The words of a summary, as hashes: FNV-1a, 32 bits.
fn words(text: &str) -> BTreeSet<u32> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let long = words.filter(|word| word.chars().count() >= WORD_LETTERS);
    long.map(|word| {
        word.chars()
            .flat_map(char::to_lowercase)
            .fold(0x811c_9dc5_u32, |hash, c| {
                (hash ^ u32::from(c)).wrapping_mul(0x0100_0193)
            })
    })
    .collect()
}
