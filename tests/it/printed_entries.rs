//! Entries that are printed into a page are read back exactly, whatever their labels, separators and replies.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use rapporteur::record::{Communication, Record};

use crate::staged::{assert_in_order, staged};
use crate::tried::config;

/// A day and how it is printed.
#[derive(Clone, Debug)]
struct PrintedDay {
    iso: String,
    printed: String,
}

fn day(years: std::ops::Range<u32>) -> impl Strategy<Value = (u32, PrintedDay)> {
    (years, 1..=12_u32, 1..=28_u32, any::<bool>()).prop_map(|(year, month, day, zeros)| {
        let printed = if zeros {
            format!("{day:02}/{month:02}/{year}")
        } else {
            format!("{day}/{month}/{year}")
        };
        let iso = format!("{year}-{month:02}-{day:02}");
        (year, PrintedDay { iso, printed })
    })
}

/// What an entry says about replies, and how.
#[derive(Clone, Debug)]
enum Replies {
    Unlabelled,
    None(&'static str),
    Dates(Vec<(PrintedDay, bool, &'static str)>),
}

fn replies() -> impl Strategy<Value = Replies> {
    let none = [
        "None to date",
        "none to date",
        "None",
        "Ninguna a la fecha",
        "Aucune à ce jour",
    ];
    let joints = [", ", " & ", "; ", " and ", " et ", " y ", ",", " &\u{a0}"];
    let date = (day(2012..2018), any::<bool>(), select(joints.to_vec()));
    prop_oneof![
        1 => Just(Replies::Unlabelled),
        3 => select(none.to_vec()).prop_map(Replies::None),
        6 => vec(date, 1..4).prop_map(|dates| {
            Replies::Dates(dates.into_iter().map(|((_, day), ack, joint)| (day, ack, joint)).collect())
        }),
    ]
}

/// One entry as it is meant.
#[derive(Clone, Debug)]
struct Meant {
    kind: &'static str,
    printed_kind: &'static str,
    year: u32,
    day: PrintedDay,
    number: u32,
    replies: Replies,
    summary: Option<String>,
    case_label: &'static str,
    reply_label: &'static str,
    after_kind: &'static str,
    between: &'static str,
    link: Option<u16>,
    closed: bool,
}

fn summary() -> impl Strategy<Value = String> {
    let openings = [
        "Alleged arrest",
        "Allegations of threats",
        "Adoption of a bill",
        "Prolonged custody",
        "Presunto cierre",
        "Allégation de menaces",
        "The arrest",
        "“Let them march”",
    ];
    let words = [
        "of Mr. X.",
        "under law 84/2002",
        "(see KAZ 7/2009)",
        "in the case of Ms. Y",
        "on 3 May 2012;",
        "case no. 12",
        "State replies",
        "& others",
        "<sic>",
        "Joint urgent appeal",
        "None to date.",
        "—",
        "1. one",
        "in 2011/12",
    ];
    (select(openings.to_vec()), vec(select(words.to_vec()), 1..6)).prop_map(|(opening, words)| {
        let summary = format!("{opening} {}", words.join(" "));
        summary.trim_end().to_owned()
    })
}

fn meant() -> impl Strategy<Value = Meant> {
    let kinds = [
        ("UA", "Urgent appeal"),
        ("AL", "Allegation letter"),
        ("AL", "Letter of allegation"),
        ("OL", "Other letter"),
        ("JUA", "Joint urgent appeal"),
        ("JUA", "Joint Urgent Appeal"),
        ("JAL", "Joint allegation letter"),
        ("JAL", "Joint letter of allegation"),
        ("JOL", "JOL"),
        ("PR", "Press release"),
        ("PR", "Press release, PR"),
    ];
    let case_labels = ["Case no. ", "Case no: ", "Case No.: ", "Case no ", "Case no."];
    let reply_labels = [
        "State Reply: ",
        "State reply: ",
        "State replies: ",
        "State Replies: ",
        "State\u{a0}reply:",
    ];
    let fields = (
        select(kinds.to_vec()),
        day(2011..2017),
        1..200_u32,
        replies(),
        option::weighted(0.9, summary()),
    );
    let print = (
        select(case_labels.to_vec()),
        select(reply_labels.to_vec()),
        select(vec![", ", " ", ",\u{a0}"]),
        select(vec![". ", ", ", " ", ".\n", ".\u{a0}"]),
        option::of(any::<u16>()),
        any::<bool>(),
    );
    (fields, print).prop_map(|(fields, print)| {
        let ((kind, printed_kind), (year, day), number, replies, summary) = fields;
        let (case_label, reply_label, after_kind, between, link, closed) = print;
        // Without its own label, the first words that look like one are one, and the entry is a reject.
        let summary = match replies {
            Replies::Unlabelled => summary.map(|summary: String| summary.replace("State replies", "States")),
            _ => summary,
        };
        Meant {
            kind,
            printed_kind,
            year,
            day,
            number,
            replies,
            summary,
            case_label,
            reply_label,
            after_kind,
            between,
            link,
            closed,
        }
    })
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

impl Meant {
    fn letter(&self) -> bool {
        self.kind != "PR"
    }

    fn item(&self) -> String {
        let kind = match self.link {
            Some(link) => format!("<a href=\"https://letters.example/{link}\">{}</a>", self.printed_kind),
            None => self.printed_kind.to_owned(),
        };
        let mut item = format!("<li>{kind}{}{}", self.after_kind, self.day.printed);
        if self.letter() {
            let case_number = format!("KAZ {}/{}", self.number, self.year);
            item.extend([self.between, self.case_label, &case_number]);
            if !matches!(self.replies, Replies::Unlabelled) {
                item.extend([self.between, self.reply_label]);
            }
            match &self.replies {
                Replies::Unlabelled => {}
                Replies::None(words) => item.push_str(words),
                Replies::Dates(dates) => {
                    for (at, (day, acknowledgement, joint)) in dates.iter().enumerate() {
                        let joint = if at == 0 { "" } else { joint };
                        let mark = if *acknowledgement { " (A)" } else { "" };
                        item.push_str(&escaped(&format!("{joint}{}{mark}", day.printed)));
                    }
                }
            }
        }
        if let Some(summary) = &self.summary {
            item.extend([self.between, &escaped(summary)]);
        }
        item.push_str(if self.closed { "</li>\n" } else { "\n" });
        item
    }

    /// Everything that a record says about it, in one line.
    fn told(&self, number: usize) -> String {
        let case_number = format!("KAZ {}/{}", self.number, self.year);
        let replies = match (&self.replies, self.letter()) {
            (_, false) => "press release".to_owned(),
            (Replies::Unlabelled, _) => "not_stated []".to_owned(),
            (Replies::None(_), _) => "none_to_date []".to_owned(),
            (Replies::Dates(dates), _) => {
                let all = dates.iter().all(|(_, acknowledgement, _)| *acknowledgement);
                let dates: Vec<String> = dates.iter().map(|(day, a, _)| format!("{} {a}", day.iso)).collect();
                format!("{} {dates:?}", if all { "acknowledged" } else { "replied" })
            }
        };
        let case_number = self.letter().then_some(case_number);
        let url = self.link.map(|link| format!("https://letters.example/{link}"));
        let number = number.to_string();
        let Self { kind, day, summary, .. } = self;
        format!(
            "{number} {kind} {} {case_number:?} {replies} {summary:?} {url:?}",
            day.iso
        )
    }
}

fn told(record: &Record) -> String {
    let replies = match &record.communication {
        Communication::PressRelease { .. } => "press release".to_owned(),
        Communication::Letter { replies, .. } => {
            let dated = replies.dated().iter();
            let dates: Vec<String> = dated
                .map(|reply| format!("{} {}", reply.day, reply.acknowledgement))
                .collect();
            format!("{} {dates:?}", replies.status())
        }
    };
    format!(
        "{} {} {} {:?} {replies} {:?} {:?}",
        record.entry_number.as_deref().unwrap_or("none"),
        record.communication.kind(),
        record.date,
        record.communication.case_number().map(|number| number.to_string()),
        record.summary,
        record.url,
    )
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn printed_entries_are_read_back_exactly(entries in vec(meant(), 1..7)) {
        let items: String = entries.iter().map(Meant::item).collect();
        let page = format!(
            "<!DOCTYPE html><meta charset=utf-8><h1>Kazakhstan communications</h1>\
             <h3>First Report (May 1, 2011 to March 15, 2012)</h3><ol>{items}</ol>"
        );
        let (text, listing, content) = staged(page.as_bytes()).expect("a small page");
        assert_in_order(&text, &listing, &content);
        let meant: Vec<String> = entries.iter().enumerate().map(|(at, entry)| entry.told(at + 1)).collect();
        let read: Vec<String> = content.records.iter().map(told).collect();
        prop_assert_eq!(read, meant, "{}", page);
        let marked = entries.iter().filter(|e| e.letter() && !matches!(e.replies, Replies::Unlabelled));
        prop_assert_eq!((content.rejects.len(), listing.anchors.len(), listing.unclaimed.len()), (0, marked.count(), 0));
    }
}
