//! Long documents are read by all cores, and the threads change nothing.

use std::fmt::Write as _;

use crate::{pages, pdf_by_hand};

/// Pages enough for threads to take turns.
const PAGES: usize = 150;

/// A font whose figures are told of: one page alone has it.
const OLD_STYLE: &str =
    "<</Type/Font/Subtype/Type1/BaseFont/X/Encoding<</Differences[48/zerooldstyle/oneoldstyle/twooldstyle]>>>>";

/// A page's content and what stands in its margin.
type Extra = fn(usize, &mut String);

fn line(content: &mut String, x: usize, y: usize, words: &str) {
    write!(content, "BT /F 10 Tf {x} {y} Td ({words}) Tj ET ").expect("a string takes all");
}

/// Running text: what begins each line goes on with the sentence.
fn words(page: usize, content: &mut String) {
    for at in 0..12 {
        let first = if at == 0 { "It" } else { "it" };
        let words = format!("{first} goes on with line {at} of page {page} in one sentence");
        line(content, 60, 480 - at * 12, &words);
    }
}

/// A ruled table at the foot of most pages; at the head of some stands the rest of one, which is a table only by the page
/// before.
fn table(page: usize, content: &mut String) {
    let is_rest = page.is_multiple_of(4);
    let (rows, top) = if is_rest { (1, 560) } else { (6, 120) };
    for row in 0..rows {
        for at in 0..8 {
            let (x, y) = (30 + at * 40, top - row * 12);
            write!(content, "{x} {} 40 12 re S ", y - 12).expect("a string takes all");
            if !is_rest || at < 2 {
                line(content, x + 3, y - 10, &format!("c{page}.{row}"));
            }
        }
    }
    words(page, content);
}

/// Lines that are counted in the margin: on some pages there are too few to tell that by them alone.
fn numbered(page: usize, content: &mut String) {
    words(page, content);
    let count = if page.is_multiple_of(16) { 2 } else { 12 };
    for at in 0..count {
        line(content, 30, 480 - at * 12, &(at + 1).to_string());
    }
}

/// A report of letters, one a page.
fn letters(page: usize, content: &mut String) {
    let chapters = ["Kazakhstan", "Nepal", "Peru"];
    if page == 0 {
        line(content, 60, 560, "Report on communications sent and replies received");
        content.push_str("BT /U 10 Tf 60 575 Td (012) Tj ET ");
    }
    if page.is_multiple_of(50) {
        line(content, 60, 530, chapters.get(page / 50).expect("three chapters"));
    }
    line(
        content,
        60,
        500,
        &format!(
            "\\({}\\) JUA 12/10/2013 Case no. KAZ {}/2013 State reply: 15/11/2013",
            page + 1,
            page + 1
        ),
    );
    words(page, content);
}

fn document(extra: Extra) -> Vec<u8> {
    let contents: Vec<String> = (0..PAGES)
        .map(|page| {
            let mut content = String::new();
            extra(page, &mut content);
            content
        })
        .collect();
    let pages: Vec<(&str, &str)> = contents.iter().map(|content| (content.as_str(), "")).collect();
    pdf_by_hand::file(&pages, &[OLD_STYLE])
}

#[test]
fn threads_change_no_byte_of_a_long_document() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let kinds: [(&str, Extra); 4] = [
        ("words", words),
        ("table", table),
        ("numbered", numbered),
        ("letters", letters),
    ];
    for (name, extra) in kinds {
        let file = folder.path().join(format!("{name}.pdf"));
        std::fs::write(&file, document(extra)).expect("the folder takes it");
        for arguments in [
            &["read", "--format", "lines"][..],
            &["read", "--format", "cells"],
            &["extract", "--table", "all"],
        ] {
            let ran = ["1", "2", "3"].map(|threads| {
                let mut command = pages::program();
                pages::ran(command.args(arguments).arg(&file).env("RAYON_NUM_THREADS", threads))
            });
            assert!(
                !ran[0].stdout.is_empty() || arguments[2] == "cells",
                "{name}: {arguments:?}"
            );
            assert!(ran.iter().all(|one| *one == ran[0]), "{name}: {arguments:?}");
            let told = ran[0].stdout.contains("old-style-figures");
            assert_eq!(
                told,
                name == "letters" && arguments[0] == "extract",
                "{name}: {arguments:?}"
            );
        }
    }
}
