//! What each column holds: by what most of its cells are, and by its head.

use super::heads::Field;
use super::words::{Token, Words, is_days_only, says_no_reply};
use crate::record::Country;
use crate::text::spelling::is_blank;

/// Longer cells are no keys: the longest name of a country with a date, a type and a case number has 100 bytes.
const LONGEST_KEY: usize = 160;
/// Longer cells are no lists of days: fifty in words have as many bytes.
const LONGEST_DAYS: usize = 1_000;
/// Of ten cells so many make a column what they are.
const MOST: usize = 6;

/// What one column's cells were seen to be.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    filled: usize,
    bytes: usize,
    keys: usize,
    days: usize,
    single_days: usize,
    days_only: usize,
    no_replies: usize,
    kinds: usize,
    names: usize,
    numbers: usize,
    earliest: usize,
    head: Vec<Field>,
}

impl Seen {
    /// Notes a cell of a row.
    pub fn cell(&mut self, words: &Words) {
        if words.is_empty() {
            return;
        }
        self.filled += 1;
        self.bytes += words.string.len();
        // What is longer is no key, and many days are replies still.
        if words.string.len() > LONGEST_DAYS {
            return;
        }
        let tokens = words.tokens();
        let has = |kind: Token| tokens.iter().filter(|token| token.0 == kind).count();
        let short = words.string.len() <= LONGEST_KEY;
        self.keys += usize::from(short && has(Token::CaseNumber) == 1);
        self.days += usize::from(short && has(Token::Day) > 0);
        let days_only = !tokens.is_empty() && is_days_only(words, tokens);
        self.days_only += usize::from(days_only);
        self.single_days += usize::from(days_only && tokens.len() == 1);
        self.kinds += usize::from(short && has(Token::Kind) == 1);
        if tokens.is_empty() {
            // Where most letters have no reply, most cells of that column say so.
            let shown = words.string.trim_matches(is_blank);
            self.no_replies += usize::from(says_no_reply(shown));
            self.numbers += usize::from(!shown.contains(char::is_alphabetic) && shown.contains(char::is_numeric));
            let name = words.string.replace('\n', " ");
            self.names += usize::from(Country::of_name(name.trim_matches(is_blank)).is_some());
        }
    }

    /// Notes that of a row's days its cell has the earliest: a letter comes before its replies.
    pub fn earliest(&mut self) {
        self.earliest += 1;
    }

    /// Notes what its head names.
    pub fn head(&mut self, fields: &[Field]) {
        for field in fields {
            if !self.head.contains(field) {
                self.head.push(*field);
            }
        }
    }

    fn mostly(&self, count: usize) -> bool {
        self.filled > 0 && count * 10 >= self.filled * MOST
    }

    fn mean(&self) -> usize {
        self.bytes / self.filled.max(1)
    }

    fn names(&self, field: Field) -> bool {
        self.head.contains(&field)
    }
}

/// Which column holds which field; several fields can stand in one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Nothing in a table whose rows have none.
    pub case_number: Option<usize>,
    pub date: Option<usize>,
    pub kind: Option<usize>,
    pub country: Option<usize>,
    pub mandates: Option<usize>,
    pub summary: Option<usize>,
    pub replies: Option<usize>,
}

impl Columns {
    /// From what was seen; nothing where no column holds case numbers.
    pub fn of(seen: &[Seen]) -> Option<Self> {
        let case_number = best(seen, |column| column.keys)?;
        let keys = seen.get(case_number)?;
        let mut columns = Self {
            case_number: Some(case_number),
            ..Self::default()
        };
        let others = || seen.iter().enumerate().filter(move |(at, _)| *at != case_number);
        if keys.days * 10 >= keys.keys * MOST {
            columns.date = Some(case_number);
        }
        if keys.kinds * 10 >= keys.keys * MOST {
            columns.kind = Some(case_number);
        }
        // A date with a type beside it, then the column that most rows have one day in, by its head where two have.
        if columns.date.is_none() {
            let stacked = others().find(|(_, column)| column.mostly(column.days) && column.mostly(column.kinds));
            let mut days: Vec<(usize, &Seen)> = others()
                .filter(|(_, column)| column.mostly(column.days) && column.mean() <= LONGEST_KEY)
                .collect();
            days.sort_by_key(|(at, column)| {
                let by_head = column.names(Field::Date) && !column.names(Field::Replies);
                let says_replies = column.names(Field::Replies);
                (
                    says_replies,
                    !by_head,
                    usize::MAX - column.earliest,
                    usize::MAX - column.single_days.max(column.days.min(keys.keys)),
                    at.abs_diff(case_number),
                )
            });
            columns.date = stacked.or(days.first().copied()).map(|found| found.0);
        }
        if columns.kind.is_none() {
            let mut kinds = others().filter(|(_, column)| column.mostly(column.kinds));
            columns.kind = kinds.next().map(|found| found.0);
        }
        let mut free: Vec<usize> = (0..seen.len())
            .filter(|at| ![Some(case_number), columns.date, columns.kind].contains(&Some(*at)))
            .collect();
        let mut take = |test: &dyn Fn(&Seen) -> bool| {
            let at = free.iter().position(|&at| seen.get(at).is_some_and(test))?;
            Some(free.remove(at))
        };
        let is_of_replies = |column: &Seen| column.days_only > 0 && column.mostly(column.days_only + column.no_replies);
        columns.replies = take(&is_of_replies)
            .or_else(|| take(&|column| column.names(Field::Replies) && column.filled == 0))
            .or_else(|| take(&|column| column.names(Field::Replies)))
            .or_else(|| take(&|column| column.filled == 0));
        columns.country =
            take(&|column| column.mostly(column.names)).or_else(|| take(&|column| column.head == [Field::Country]));
        columns.summary = take(&|column| column.names(Field::Summary));
        columns.mandates = take(&|column| column.names(Field::Mandates));
        // Rows can be numbered.
        let has_words = |column: &Seen| column.filled > 0 && !column.mostly(column.numbers);
        free.retain(|&at| seen.get(at).is_some_and(has_words));
        free.sort_by_key(|&at| usize::MAX - seen.get(at).map_or(0, Seen::mean));
        let mut left = free.into_iter();
        if columns.summary.is_none() {
            columns.summary = left.next();
        }
        if columns.mandates.is_none() {
            columns.mandates = left.next();
        }
        if columns.country.is_none() {
            columns.country = left.next();
        }
        Some(columns)
    }

    /// From the heads alone, where no column holds case numbers; nothing where these do not say that rows are letters.
    pub fn by_heads(seen: &[Seen]) -> Option<Self> {
        /// A table of letters names so many fields.
        const FIELDS: usize = 3;
        let named = |field: Field| seen.iter().position(|column| column.names(field));
        let columns = Self {
            case_number: None,
            date: named(Field::Date),
            kind: named(Field::Type),
            country: named(Field::Country),
            mandates: named(Field::Mandates),
            summary: named(Field::Summary),
            replies: named(Field::Replies),
        };
        let fields = [
            columns.date,
            columns.kind,
            columns.country,
            columns.mandates,
            columns.summary,
            columns.replies,
        ];
        let count = fields.into_iter().flatten().count();
        // What counts letters names them, too, and has no letter's day or type.
        let letters = seen.iter().any(|column| column.days + column.kinds > 0);
        (count >= FIELDS && letters && (columns.summary.is_some() || columns.replies.is_some())).then_some(columns)
    }

    /// Whether a column holds a field.
    pub fn has(&self, column: usize) -> bool {
        let all = [
            self.case_number,
            self.date,
            self.kind,
            self.country,
            self.mandates,
            self.summary,
            self.replies,
        ];
        all.contains(&Some(column))
    }

    /// The columns that hold what tells one letter from the next, each once.
    pub fn keys(&self) -> Vec<usize> {
        let mut keys = Vec::new();
        for column in [self.case_number, self.date, self.kind, self.country]
            .into_iter()
            .flatten()
        {
            if !keys.contains(&column) {
                keys.push(column);
            }
        }
        keys
    }
}

/// The column that has most of something, the shorter one of two.
fn best(seen: &[Seen], count: impl Fn(&Seen) -> usize) -> Option<usize> {
    let columns = seen.iter().enumerate().filter(|(_, column)| count(column) > 0);
    columns
        .max_by_key(|(at, column)| (count(column), usize::MAX - column.mean(), usize::MAX - at))
        .map(|found| found.0)
}
