//! Makes again the cases that a few changes touch, and keeps the rows of all others.
//!
//! What is said of two cases of one day depends on all cases of that day, so that these are made again with them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{Kept, Made, Touched, failed, file_error, rows};
use crate::digest::Digest;
use crate::reconcile::{CaseRow, Reconciler};
use crate::record::{CaseNumber, Day};
use crate::run::Error;
use crate::write::{Settled, Table, line};

/// What is asked of a row before it is known whether it counts.
#[derive(Deserialize)]
struct Glance<'r> {
    #[serde(borrow)]
    id: Option<Cow<'r, str>>,
    #[serde(borrow)]
    case_number: Option<Cow<'r, str>>,
    date: Option<Day>,
    #[serde(borrow, default)]
    cases: Vec<Cow<'r, str>>,
    #[serde(borrow, default)]
    records: Vec<Cow<'r, str>>,
}

impl Glance<'_> {
    fn case(&self) -> Option<CaseNumber> {
        self.case_number.as_deref()?.parse().ok()
    }
}

/// A letter: its case, its day, and where its row lies.
struct Lying {
    case: CaseNumber,
    date: Option<Day>,
    at: u64,
    length: usize,
}

/// Writes the table of cases, if the last one, in the folder `output`, is as it was written.
pub(super) fn make(
    settled: &mut Settled,
    output: &Path,
    touched: &Touched,
    mut reconciler: Reconciler,
    kept: Kept,
) -> Result<Option<Made>, Error> {
    let old_cases = output.join(Table::Cases.file());
    let Some(before) = days_before(&old_cases, kept.cases) else {
        return Ok(None);
    };
    let communications = settled.folder().join(Table::Communications.file());
    let mut cases = touched.cases.clone();
    let mut letters: Vec<Lying> = Vec::new();
    let mut at = 0;
    rows(&communications, |row| {
        let glance: Glance<'_> = serde_json::from_slice(row)?;
        if let Some(case) = glance.case() {
            if glance.id.is_some_and(|id| touched.records.contains(&*id)) {
                cases.insert(case);
            }
            letters.push(Lying {
                case,
                date: glance.date,
                at,
                length: row.len(),
            });
        }
        at += row.len() as u64;
        Ok(())
    })?;
    let dated = || {
        letters
            .iter()
            .map(|letter| (letter.case, letter.date))
            .chain(before.iter().copied())
    };
    let days: BTreeSet<Day> = dated()
        .filter_map(|(case, date)| date.filter(|_| cases.contains(&case)))
        .collect();
    let of_days = dated().filter(|(_, date)| date.is_some_and(|date| days.contains(&date)));
    cases.extend(of_days.map(|(case, _)| case));

    let cited = letters.iter().filter(|letter| cases.contains(&letter.case));
    let records = take_letters(&communications, cited, &mut reconciler)?;
    rows(&settled.folder().join(Table::Observations.file()), |row| {
        let glance: Glance<'_> = serde_json::from_slice(row)?;
        let mut numbers = glance.cases.iter().filter_map(|case| case.parse().ok());
        if numbers.any(|case| cases.contains(&case)) || glance.records.iter().any(|id| records.contains(&**id)) {
            let taken = reconciler.rows_just_written(row, &Table::Observations.file());
            taken.map_err(io::Error::other)?;
        }
        Ok(())
    })?;

    let mut made = kept.made;
    let mut fresh: BTreeMap<CaseNumber, Vec<u8>> = BTreeMap::new();
    let mut said = Vec::new();
    let done = reconciler.finish(
        |case| {
            let mut row = Vec::new();
            line(case, &mut row)?;
            made.count(case);
            fresh.extend(case.case_number.parse().ok().map(|number: CaseNumber| (number, row)));
            Ok(())
        },
        |day, row| {
            said.push((day, row));
            Ok(())
        },
    );
    done.map_err(failed)?;
    let of_others = made
        .said
        .into_iter()
        .filter(|(day, _)| day.is_none_or(|day| !days.contains(&day)));
    said.extend(of_others);
    // Those of one day are all of before or all of now, in their order.
    said.sort_by_key(|(day, _)| *day);
    made.said = said;

    let mut to = settled.begin(&Table::Cases.file())?;
    rows(&old_cases, |row| {
        let glance: Glance<'_> = serde_json::from_slice(row)?;
        let Some(case) = glance.case() else { return Ok(()) };
        while let Some(first) = fresh.first_entry().filter(|first| *first.key() < case) {
            to.append(&first.remove(), 1).map_err(io::Error::other)?;
        }
        if !cases.contains(&case) {
            return to.append(row, 1).map_err(io::Error::other);
        }
        let gone: CaseRow = serde_json::from_slice(row)?;
        for (field, is_filled) in gone.filled() {
            if let Some(count) = made.filled.get_mut(field) {
                *count = count.saturating_sub(u64::from(is_filled));
            }
        }
        Ok(())
    })?;
    for row in fresh.values() {
        to.append(row, 1)?;
    }
    settled.end(to)?;
    Ok(Some(made))
}

/// The cases of a table and their days; nothing, if somebody has written to it since.
fn days_before(path: &Path, expected: Digest) -> Option<Vec<(CaseNumber, Option<Day>)>> {
    let mut digest = Sha256::new();
    let mut before = Vec::new();
    let read = rows(path, |row| {
        digest.update(row);
        let glance: Glance<'_> = serde_json::from_slice(row)?;
        before.extend(glance.case().map(|case| (case, glance.date)));
        Ok(())
    });
    (read.is_ok() && Digest(digest.finalize().into()) == expected).then_some(before)
}

/// Gives letters to a reconciler; the ids of their records.
fn take_letters<'l>(
    path: &Path,
    letters: impl Iterator<Item = &'l Lying>,
    reconciler: &mut Reconciler,
) -> Result<BTreeSet<String>, Error> {
    let take = || {
        let mut file = File::open(path)?;
        let mut ids = BTreeSet::new();
        let mut row = Vec::new();
        for letter in letters {
            row.resize(letter.length, 0);
            file.seek(SeekFrom::Start(letter.at))?;
            file.read_exact(&mut row)?;
            let glance: Glance<'_> = serde_json::from_slice(&row)?;
            ids.extend(glance.id.map(Cow::into_owned));
            let taken = reconciler.rows_just_written(row.as_slice(), &Table::Communications.file());
            taken.map_err(io::Error::other)?;
        }
        Ok(ids)
    };
    take().map_err(|cause| file_error(path, cause).into())
}
