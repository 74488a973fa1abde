//! Which letters the database's pages showed, visit by visit: told from what the store remembers, and from nothing else.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Reader, day};
use crate::digest::Digest;
use crate::fetch;
use crate::record::Day;
use crate::store::{self, Origin};
use crate::write::tables::{CommunicationRow, DiagnosticRow};

/// A letter as it was last seen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Held {
    pub row: CommunicationRow,
    /// What there is to say about it.
    pub findings: Vec<DiagnosticRow>,
    /// The day of the visit that last met it.
    pub seen: Day,
    /// Whether nothing says that it has left the window.
    pub present: bool,
}

/// All letters that the store's pages of a source ever showed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::run) struct Ledger {
    /// How many answers of the store's index were followed, and the digest of them.
    followed: usize,
    upto: Option<Digest>,
    /// By their ids.
    pub(super) letters: BTreeMap<String, Held>,
    /// The letters of each page of the last visit.
    pages: Vec<(Digest, Vec<String>)>,
}

/// An answer of a page.
#[derive(Debug)]
struct Answer {
    page: u32,
    pages: u32,
    sha256: Digest,
    day: Day,
    origin: Origin,
    /// Whether it is the page as it was on that day.
    good: bool,
}

impl Ledger {
    /// Reads what the store remembers of a source. What was followed before, by the same program, is not read again; `key` has
    /// all that it depends on besides.
    pub(in crate::run) fn of(reader: &Reader<'_>, key: Digest) -> Result<Self, store::Error> {
        let (source, store) = (reader.source, reader.store);
        // No source can be called that.
        let name = format!("{} letters", source.id);
        let answers = answers(reader)?;
        let kept = store.rows(&name, &key);
        let kept = kept.and_then(|kept| serde_json::from_slice::<Self>(&kept).ok());
        let kept = kept.filter(|kept| {
            let followed = answers.get(..kept.followed);
            followed.is_some_and(|followed| Some(digest(followed)) == kept.upto)
        });
        let mut ledger = kept.unwrap_or_default();
        let rest = answers.get(ledger.followed..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(ledger);
        }
        for visit in rest.chunk_by(|_, next| next.page != 1) {
            ledger.follow(visit, reader);
        }
        ledger.followed = answers.len();
        ledger.upto = Some(digest(&answers));
        // What is not kept is followed again the next time.
        let _ = serde_json::to_vec(&ledger).map_or(Ok(()), |kept| store.keep_rows(&name, key, &kept));
        Ok(ledger)
    }

    /// The ids of the letters of a page of the last visit, in the order in which they stand on it.
    pub(super) fn ids_of(&self, sha256: &Digest) -> Option<&[String]> {
        let page = self.pages.iter().find(|page| page.0 == *sha256);
        page.map(|page| page.1.as_slice())
    }

    /// Digest of which letters are there and which have left, and when.
    pub(in crate::run) fn state(&self) -> Digest {
        let letters = self.letters.iter();
        let state: Vec<_> = letters
            .map(|(id, held)| (id, (!held.present).then_some(held.seen)))
            .collect();
        Digest::of(format!("{state:?}").as_bytes())
    }

    /// Follows one visit, from its first page on.
    fn follow(&mut self, visit: &[Answer], reader: &Reader<'_>) {
        let mut met = BTreeSet::new();
        let before = std::mem::take(&mut self.pages);
        let mut complete = is_complete(visit);
        for answer in visit.iter().filter(|answer| answer.good) {
            let same = before.iter().find(|(sha256, _)| *sha256 == answer.sha256);
            let known = same.map(|(_, ids)| ids.clone());
            // A document that the store lost is no page without letters.
            let Some(ids) = known.or_else(|| self.read(answer, &met, reader).ok()) else {
                complete = false;
                continue;
            };
            for id in &ids {
                if let Some(held) = self.letters.get_mut(id) {
                    held.seen = answer.day;
                    held.present = true;
                }
            }
            met.extend(ids.iter().cloned());
            self.pages.push((answer.sha256, ids));
        }
        // A visit that missed a page does not say that anything has left, nor does one that met nothing.
        if complete && !met.is_empty() {
            for (id, held) in &mut self.letters {
                held.present &= met.contains(id);
            }
        }
    }

    /// Takes in the letters of a page; their ids.
    fn read(
        &mut self,
        answer: &Answer,
        met: &BTreeSet<String>,
        reader: &Reader<'_>,
    ) -> Result<Vec<String>, store::Error> {
        let url = match &answer.origin {
            Origin::Url(url) => Some(url.as_str()),
            Origin::File(_) => None,
        };
        let path = reader.path();
        let extract = reader.page(url, path.filter(|_| url.is_none()), &answer.sha256)?;
        let mut ids = Vec::new();
        for mut row in extract.communications {
            let printed = row.id.clone();
            let own = (ids.contains(&printed), met.contains(&printed));
            let id = match own {
                (false, false) => printed.clone(),
                _ => self.free(&printed, &row, met, &ids),
            };
            if met.contains(&id) {
                // It moved on to this page while the pages were read.
                ids.push(id);
                continue;
            }
            row.id.clone_from(&id);
            let about = extract.diagnostics.iter();
            let about = about.filter(|finding| finding.record.as_deref() == Some(&printed));
            let findings = about.map(|finding| DiagnosticRow {
                record: Some(id.clone()),
                ..finding.clone()
            });
            let held = Held {
                findings: findings.collect(),
                row,
                seen: answer.day,
                present: true,
            };
            self.letters.insert(id.clone(), held);
            ids.push(id);
        }
        Ok(ids)
    }

    /// The id of a letter whose case number another one of this visit has: that one's, if it is the same letter.
    fn free(&self, printed: &str, row: &CommunicationRow, met: &BTreeSet<String>, ids: &[String]) -> String {
        let mut candidate = printed.to_owned();
        for count in 2.. {
            let is_taken = met.contains(&candidate) || ids.contains(&candidate);
            let is_same = self.letters.get(&candidate).is_some_and(|held| is_same(&held.row, row));
            if !is_taken || is_same && !ids.contains(&candidate) {
                break;
            }
            candidate = format!("{printed}/{count}");
        }
        candidate
    }
}

/// Whether two rows of one case number are one letter.
fn is_same(one: &CommunicationRow, other: &CommunicationRow) -> bool {
    (one.date, &one.kind, &one.url) == (other.date, &other.kind, &other.url)
}

/// Whether a visit had every page that there was.
fn is_complete(visit: &[Answer]) -> bool {
    let in_order = (1..)
        .zip(visit)
        .all(|(page, answer)| answer.page == page && answer.good);
    let pages = visit.iter().map(|answer| answer.pages).max().unwrap_or_default();
    in_order && visit.len() == pages as usize
}

/// What the pages of a source answered, in the order in which they did.
fn answers(reader: &Reader<'_>) -> Result<Vec<Answer>, store::Error> {
    let source = reader.source;
    let mut answers = Vec::new();
    reader.store.history(|entry| {
        let Some(turn) = entry.turn.filter(|_| entry.source == source.id) else {
            return;
        };
        // What was fetched for the same id from elsewhere is another document.
        if entry.origin == Origin::from(&fetch::page_of(source, turn.page).location) {
            answers.push(Answer {
                page: turn.page,
                pages: turn.pages,
                sha256: entry.sha256,
                day: day(entry.time),
                origin: entry.origin,
                good: entry.trouble.is_none(),
            });
        }
    })?;
    Ok(answers)
}

fn digest(answers: &[Answer]) -> Digest {
    Digest::of(format!("{answers:?}").as_bytes())
}
