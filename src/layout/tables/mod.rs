//! Tables with a row for each letter, of joint reports and of the database's result pages: which columns hold what, and
//! what each row says.
//!
//! `words` finds what stands in a cell, `heads` and `columns` tell what a column holds, `mandates` cuts a list of names,
//! `rows` cuts the rows (`printed_row`), `head_rows` tells which are heads, `names` what stands beside several letters, and
//! `frame` reads titles and headings around the tables.

mod cells;
mod columns;
mod doubts;
mod frame;
mod head_rows;
mod heads;
mod mandates;
mod names;
mod printed_row;
mod rows;
mod words;

pub(super) use frame::{FOUND, count_found, database, is_of_results, joint, joint_title};
use rows::cut;
pub(super) use rows::{first_head, first_key};

use crate::record::Part;
use crate::text::{Place, Span};

/// What a row of a table says beyond the fields that every entry has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The country's name, or the addressee's where it is no State: in the row or in the heading above it.
    pub country: Option<Span>,
    /// The mandates' names in printed order.
    pub mandates: Vec<Span>,
    /// The number of alleged victims; nothing where none is stated.
    pub alleged_victims: Option<Span>,
    /// The part of the report, and the heading that says so.
    pub part: Option<(Part, Span)>,
    /// Whether the table has a column of replies.
    pub has_replies: bool,
    /// Whether it has a column of mandates.
    pub has_mandates: bool,
    /// Whether no column of it is known to hold case numbers.
    pub without_key: bool,
    /// Why it is a guess where it begins or ends.
    pub guessed: Option<&'static str>,
    /// What stands in columns that hold no field of a record, each with its head.
    pub others: Vec<(Option<Span>, Span)>,
    /// The places of its cells.
    pub places: Vec<Place>,
}

#[cfg(test)]
mod tests;
