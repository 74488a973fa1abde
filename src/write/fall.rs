//! What has fallen since the last run, by more than a source does by itself.

use std::collections::BTreeMap;
use std::fmt;

use super::part::Figures;

/// The margin where nobody states one: a tenth.
pub const MARGIN: f64 = 0.1;

/// A number of records, or the share of them that has a field, that has fallen.
#[derive(Clone, Debug, PartialEq)]
pub struct Fall {
    /// The source in which it fell; `None`: over all sources that both runs have.
    pub document: Option<String>,
    /// What fell: `communications`, or a field such as `communications.summary`.
    pub figure: String,
    /// What it was, a number of rows, or a share between 0 and 1.
    pub old: f64,
    /// What it is.
    pub new: f64,
}

impl Fall {
    /// Whether it is of a share.
    pub fn is_share(&self) -> bool {
        self.figure.contains('.')
    }
}

impl fmt::Display for Fall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            document,
            figure,
            old,
            new,
        } = self;
        if let Some(document) = document {
            write!(f, "{document}: ")?;
        }
        if self.is_share() {
            let (old, new) = (old * 100.0, new * 100.0);
            write!(f, "{figure} is filled in {new:.0} % of the rows, and was in {old:.0} %")
        } else {
            write!(f, "{new} {figure}, and the last run had {old}")
        }
    }
}

/// What has fallen by more than a margin, over all documents and in each: a number of rows by more than this part of
/// itself, or the share of rows that have a field by more than this.
///
/// Only documents that both runs have are compared: what was taken out of the catalogue is no fall.
pub fn falls(old: &BTreeMap<String, Figures>, new: &BTreeMap<String, Figures>, margin: f64) -> Vec<Fall> {
    let mut found = Vec::new();
    let (mut before, mut after) = (Figures::default(), Figures::default());
    let (mut single, mut common) = (Vec::new(), 0);
    for (document, now) in new {
        if let Some(was) = old.get(document) {
            common += 1;
            before.add(was);
            after.add(now);
            compare(Some(document), was, now, margin, &mut single);
        }
    }
    // Over one document, it was said of the document.
    if common > 1 {
        compare(None, &before, &after, margin, &mut found);
    }
    found.extend(single);
    found
}

#[expect(clippy::cast_precision_loss, reason = "no run has 2^52 rows")]
fn compare(document: Option<&str>, old: &Figures, new: &Figures, margin: f64, found: &mut Vec<Fall>) {
    let mut say = |figure: &str, old: f64, new: f64| {
        found.push(Fall {
            document: document.map(str::to_owned),
            figure: figure.to_owned(),
            old,
            new,
        });
    };
    for (figure, old, new) in [
        ("communications", old.communications, new.communications),
        ("observations", old.observations, new.observations),
    ] {
        let (old, new) = (old as f64, new as f64);
        if new < old * (1.0 - margin) {
            say(figure, old, new);
        }
    }
    for (figure, filled) in &old.filled {
        let (rows, rows_now) = (old.rows_of(figure), new.rows_of(figure));
        // Without rows there are no shares; that they are gone was said.
        if rows == 0 || rows_now == 0 {
            continue;
        }
        let share = *filled as f64 / rows as f64;
        let share_now = new.filled.get(figure).copied().unwrap_or_default() as f64 / rows_now as f64;
        if share_now < share - margin {
            say(figure, share, share_now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(communications: u64, summaries: u64) -> Figures {
        Figures {
            communications,
            observations: 0,
            filled: BTreeMap::from([("communications.summary".to_owned(), summaries)]),
        }
    }

    fn told(old: &[(&str, Figures)], new: &[(&str, Figures)]) -> Vec<String> {
        let by_id = |of: &[(&str, Figures)]| {
            let named = of.iter().map(|(id, figures)| ((*id).to_owned(), figures.clone()));
            named.collect()
        };
        falls(&by_id(old), &by_id(new), MARGIN)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_fall_beyond_the_margin_is_told_over_all_and_in_each() {
        let old = [("oman", figures(20, 20)), ("chad", figures(100, 50))];
        assert_eq!(told(&old, &old), Vec::<String>::new());
        // A tenth may go, and anything may come.
        let new = [("oman", figures(18, 18)), ("chad", figures(200, 100))];
        assert_eq!(told(&old, &new), Vec::<String>::new());
        let new = [("oman", figures(17, 17)), ("chad", figures(100, 50))];
        assert_eq!(told(&old, &new), ["oman: 17 communications, and the last run had 20"]);
        let new = [("oman", figures(20, 0)), ("chad", figures(100, 50))];
        assert_eq!(
            told(&old, &new),
            [
                "communications.summary is filled in 42 % of the rows, and was in 58 %",
                "oman: communications.summary is filled in 0 % of the rows, and was in 100 %",
            ]
        );
        let new = [("oman", figures(0, 0)), ("chad", figures(100, 50))];
        assert_eq!(
            told(&old, &new),
            [
                "100 communications, and the last run had 120",
                "oman: 0 communications, and the last run had 20",
            ]
        );
    }

    #[test]
    fn sources_that_came_or_went_are_no_fall() {
        let old = [("oman", figures(20, 20)), ("chad", figures(100, 50))];
        let new = [("oman", figures(20, 20)), ("cuba", figures(1, 0))];
        assert_eq!(told(&old, &new), Vec::<String>::new());
    }
}
