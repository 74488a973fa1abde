//! No page makes the program panic, however broken, and whatever it reads stays in bounds and in order.

use crate::pages;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::staged::{assert_in_order, staged};
use crate::tried::config;

/// A change to a page's bytes.
#[derive(Clone, Debug)]
enum Change {
    Set(Index, u8),
    Cut(Index, usize),
    Insert(Index, &'static str),
    Repeat(Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let pieces = [
        "<li>",
        "</ol>",
        "<ol start=99999999999>",
        "<!--",
        "<b>",
        "<h3>",
        "&#0;",
        "&nbsp;",
        "\u{ad}",
        "Case no. ",
        "State reply: ",
        "31/02/2012",
        "<table>",
        "<script>",
        "</body>",
        "<br>",
        "<sup>",
        "9",
        "é",
        "‟",
    ];
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<Index>(), 1..400_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (any::<Index>(), select(pieces.to_vec())).prop_map(|(at, piece)| Change::Insert(at, piece)),
        (any::<Index>(), 1..400_usize).prop_map(|(at, length)| Change::Repeat(at, length)),
    ]
}

fn changed(bytes: &mut Vec<u8>, change: &Change) {
    match *change {
        Change::Set(at, byte) => {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        Change::Cut(at, length) => {
            let at = at.index(bytes.len());
            let end = (at + length).min(bytes.len() - 1);
            bytes.drain(at.min(end)..end);
        }
        Change::Insert(at, piece) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, piece.bytes());
        }
        Change::Repeat(at, length) => {
            let at = at.index(bytes.len());
            let piece = bytes[at..(at + length).min(bytes.len())].to_vec();
            bytes.splice(at..at, piece);
        }
    }
}

/// Pieces of pages, put together in any order.
fn soup() -> impl Strategy<Value = String> {
    let tags = "html head body h1 h2 h3 p div ol ul li br b strong i a sup table tr td pre span nav form select option \
                script style textarea template svg title footer dl dt dd button font";
    let tags: Vec<&str> = tags.split_whitespace().collect();
    let words = [
        "Kazakhstan communications",
        "First Report (May 1, 2011 to March 15, 2012)",
        "Report A/HRC/20/27/Add.3: May 1, 2011 to March 15, 2012",
        "Urgent appeal, 3/5/2011.",
        "Case no. KAZ 2/2011.",
        "State reply: 3/6/2011.",
        "(A)",
        "Observations",
        "None",
        "1. ",
        "Press release, 1/2/2012, “x”",
        "\u{a0}",
        "&amp;&#x110000;&nosuch;",
        "<!-- x",
        "-->",
        "<![CDATA[",
        "<a href='x' href=y \"z>",
        "\0",
        "é",
        "\n",
    ];
    let piece = prop_oneof![
        4 => select(tags.clone()).prop_map(|tag| format!("<{tag}>")),
        3 => select(tags).prop_map(|tag| format!("</{tag}>")),
        4 => select(words.to_vec()).prop_map(str::to_owned),
        1 => (select(vec!["start", "value", "type", "reversed", "style", "class", "hidden"]), "[-a-z0-9 ]{0,8}")
            .prop_map(|(name, value)| format!("<li {name}='{value}'><ol {name}=\"{value}\">")),
    ];
    vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_damaged_page_is_cut_in_order(changes in vec(change(), 1..24)) {
        let mut bytes = pages::seed().into_bytes();
        for change in &changes {
            changed(&mut bytes, change);
        }
        if let Some((text, listing, content)) = staged(&bytes) {
            assert_in_order(&text, &listing, &content);
        }
    }

    #[test]
    fn any_soup_is_cut_in_order(soup in soup()) {
        if let Some((text, listing, content)) = staged(soup.as_bytes()) {
            assert_in_order(&text, &listing, &content);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..400)) {
        let page = [b"<p>".as_slice(), &bytes].concat();
        for bytes in [&bytes, &page] {
            if let Some((text, listing, content)) = staged(bytes) {
                assert_in_order(&text, &listing, &content);
            }
        }
    }
}
