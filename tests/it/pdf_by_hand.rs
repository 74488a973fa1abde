//! Files written by hand, each teaching one thing, with their boxes known to the point.

use std::fmt::Write as _;

use rapporteur::diagnostic::Code;
use rapporteur::read::pdf::{Document, Error, read};
use rapporteur::text::paragraphs::paragraphs;
use rapporteur::text::{Aside, Line, PageBox, Place, Role};

/// A file with these pages: each its content and what its dictionary says beside it.
pub fn file(pages: &[(&str, &str)], more: &[&str]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        String::new(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    objects.extend(more.iter().map(|object| (*object).to_owned()));
    let mut kids = String::new();
    for (content, entries) in pages {
        objects.push(format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents {} 0 R/Resources<</Font<</F 3 0 R/B 4 0 R/U 5 0 R>>/XObject<</X 5 0 R>>>>{entries}>>",
            objects.len()
        ));
        write!(kids, "{} 0 R ", objects.len()).expect("a string takes all");
    }
    objects[1] = format!("<</Type/Pages/Count {}/Kids[{kids}]>>", pages.len());
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut table = String::new();
    for (number, object) in (1..).zip(&objects) {
        writeln!(table, "{:010} 00000 n ", bytes.len()).expect("a string takes all");
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let start = bytes.len();
    let count = objects.len() + 1;
    bytes.extend(
        format!("xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n")
            .bytes(),
    );
    bytes
}

pub fn one(content: &str) -> Document {
    read(&file(&[(content, "")], &[])).expect("a readable page")
}

pub fn lines(document: &Document) -> Vec<&str> {
    document
        .text
        .lines()
        .iter()
        .map(|line| document.text.slice(line.span))
        .collect()
}

/// What was set aside, and why.
pub fn set_aside(document: &Document) -> Vec<(Aside, &str)> {
    let text = &document.text;
    let of = |line: &Line| match line.role {
        Role::SetAside(aside) => (aside, text.slice(line.span)),
        role => panic!("{role} among what was set aside"),
    };
    text.set_aside().iter().map(of).collect()
}

fn box_of(document: &Document, line: usize) -> PageBox {
    match document.text.lines()[line].place {
        Place::Box(place) => place,
        Place::Element(_) => panic!("a line of a page has a box"),
    }
}

/// Checks a box to a hundredth of a point: left, right, and the baseline by top and bottom.
fn assert_box(document: &Document, line: usize, [x0, top, x1, bottom]: [f32; 4]) {
    let place = box_of(document, line);
    for (found, expected) in [(place.x0, x0), (place.top, top), (place.x1, x1), (place.bottom, bottom)] {
        assert!(
            (found - expected).abs() < 0.01,
            "{place:?}, not {:?}",
            [x0, top, x1, bottom]
        );
    }
}

/// Helvetica: H 722, a 556, l 222, o 556, blank 278; 0.75 em above the baseline and 0.22 below.
#[test]
fn widths_of_the_standard_fonts() {
    let document = one("BT /F 10 Tf 50 500 Td (Halo) Tj ET");
    assert_eq!(lines(&document), ["Halo"]);
    assert_box(&document, 0, [50.0, 92.5, 50.0 + 20.56, 102.2]);
}

#[test]
fn spacing_scale_and_matrices_move_glyphs() {
    // 2 × (722 + 556) at 10 points, 1 point after each glyph but the last, all half as wide.
    let document = one("q 2 0 0 2 0 0 cm BT /F 5 Tf 0.5 Tc 50 Tz 1 0 0 1 20 100 Tm (HaHa) Tj ET Q");
    let width = 12.78 + 1.5;
    assert_box(&document, 0, [40.0, 392.5, 40.0 + width, 402.2]);
    assert_eq!(document.text.lines()[0].size, Some(10.0));
}

#[test]
fn rotated_pages_and_crop_boxes_are_measured_as_shown() {
    let page = (
        "BT /F 10 Tf 50 500 Td (Halo) Tj ET",
        "/Rotate 90/CropBox[40 100 400 600]",
    );
    let document = read(&file(&[page], &[])).expect("a readable page");
    assert_eq!(
        (document.facts.pages[0].width, document.facts.pages[0].height),
        (500.0, 360.0)
    );
    // The line runs downwards; what was above it is to its right.
    assert_box(&document, 0, [400.0 - 2.2, 10.0, 400.0 + 7.5, 30.56]);
}

/// Found by mutation: the head of such a page had no neighbour at its height.
#[test]
fn lines_that_stand_far_from_any_page_are_set_aside() {
    let far = |y: &str| format!("BT /F 10 Tf 1 0 0 1 50 {y} Tm (Head 1) Tj ET BT /F 10 Tf 50 300 Td (text) Tj ET");
    for y in ["999999999999999999999", "-999999999999999999999"] {
        let content = far(y);
        let document = read(&file(&[(&content, ""), (&content, "")], &[])).expect("two pages");
        assert_eq!(lines(&document), ["text", "text"]);
        assert_eq!(set_aside(&document), [(Aside::OffPage, "Head 1"); 2]);
    }
}

#[test]
fn bold_by_font_and_by_printing_twice() {
    let document = one("BT /B 10 Tf 50 500 Td (Bold) Tj 0 -20 Td /F 10 Tf (UNITED) Tj 0.3 0 Td (UNITED) Tj ET");
    assert_eq!(lines(&document), ["Bold", "UNITED"]);
    assert!(document.text.lines()[0].bold);
}

/// A line with gaps, and after it what fills them, from another font.
#[test]
fn glyphs_of_another_font_go_into_the_gap_left_for_them() {
    let document = one("BT /F 10 Tf 50 480 Td [(l)-300(homme et qu)-300(il)] TJ ET \
         BT /B 10 Tf 52.3 480 Td (\\222) Tj 61.4 0 Td (\\222) Tj ET");
    assert_eq!(lines(&document), ["l’homme et qu’il"]);
}

/// Chromium shows a soft hyphen that is not needed as a blank and steps back over it.
#[test]
fn blanks_that_take_no_room_are_none() {
    let document = one("BT /F 10 Tf 50 500 Td [(journ )278(al )278(ist and )30(blogger)] TJ ET");
    assert_eq!(lines(&document), ["journalist and blogger"]);
}

/// A justified line with blanks of 9 points, the last of them between two marked contents; and a table's row.
#[test]
fn wide_blanks_of_a_stretched_line_part_no_cells() {
    let document = one(
        "/Span <</MCID 1>> BDC BT /F 10 Tf 50 500 Td [(aa)-900(aa)-900(aa)-900(aa)] TJ ET EMC \
         /Span <</MCID 2>> BDC BT /F 10 Tf 130.5 500 Td (bb) Tj ET EMC \
         /Span <</MCID 3>> BDC BT /F 10 Tf 50 480 Td (one two three four) Tj ET EMC \
         /Span <</MCID 4>> BDC BT /F 10 Tf 150 480 Td (five six) Tj ET EMC",
    );
    assert_eq!(lines(&document), ["aa aa aa aa bb", "one two three four", "five six"]);
}

/// TeX's bitmap fonts name glyphs after their codes; `a65` is no Zapf dingbat.
#[test]
fn glyphs_of_bitmap_fonts_are_named_by_code() {
    let font = "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[.01 0 0 .01 0 0]/CharProcs<<>>\
         /FirstChar 28/LastChar 65/Widths[50 0 0 0 0 0 0 0 0 0 0 50 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 50]\
         /Encoding<</Differences[28/a28 29/.notdef 39/a39 40/.notdef 65/a65]>>>>";
    let bytes = file(&[("BT /U 10 Tf 50 500 Td (A'\\034) Tj ET", "")], &[font]);
    assert_eq!(lines(&read(&bytes).expect("a readable page")), ["A’fi"]);
}

/// The heads of its columns are part of a contents list.
#[test]
fn a_contents_list_begins_under_its_heading() {
    let document = one(
        "BT /F 14 Tf 50 540 Td (Contents) Tj /F 8 Tf 0 -20 Td (Paragraphs) Tj 250 0 Td (Page) Tj ET \
         BT /F 10 Tf 50 500 Td (I. Introduction ................................) Tj 250 0 Td (3) Tj ET \
         BT /F 10 Tf 50 440 Td (The text goes on from here in the size of the list.) Tj ET",
    );
    let roles: Vec<Role> = document.text.lines().iter().map(|line| line.role).collect();
    let contents = Role::Contents;
    assert_eq!(
        roles,
        [Role::Heading(1), contents, contents, contents, contents, Role::Body]
    );
}

/// The mark of a footnote can be broken off to the next line.
#[test]
fn a_mark_that_begins_a_line_belongs_to_the_line_before() {
    let document = one(
        "BT /F 10 Tf 50 540 Td (The Government sent three replies, the last of them in 2016.) Tj ET \
         BT /F 6 Tf 50 532 Td (1) Tj ET BT /F 10 Tf 57 528 Td (Threats against a defender after the entry into force) Tj ET \
         BT /F 10 Tf 50 516 Td (of the law on associations, which goes on and on here.) Tj ET \
         BT /F 6 Tf 50 42 Td (1) Tj ET BT /F 8 Tf 57 40 Td (See annex.) Tj ET",
    );
    let text = &document.text;
    assert_eq!(
        text.marks().iter().map(|mark| text.slice(*mark)).collect::<Vec<_>>(),
        ["1 "]
    );
    let first = rapporteur::text::paragraphs::paragraphs(text).next();
    let string = first.map(|paragraph| paragraph.string(text)).unwrap_or_default();
    assert!(string.contains("in 2016. Threats against a defender"), "{string}");
}

#[test]
fn words_cut_into_runs_are_put_together() {
    let document = one("BT /F 10 Tf 50 500 Td [(com)-10(mu)20(ni)-300(cation)] TJ ET BT /F 10 Tf 160 500 Td (s) Tj ET");
    assert_eq!(lines(&document), ["communi cation", "s"]);
}

#[test]
fn columns_are_read_one_after_the_other() {
    let mut content = String::new();
    for (x, side) in [(40, "left"), (220, "right")] {
        for line in 0..6 {
            writeln!(
                content,
                "BT /F 10 Tf {x} {} Td (The {side} column, line {line}) Tj ET",
                500 - line * 12
            )
            .expect("a string takes all");
        }
    }
    let document = one(&content);
    assert_eq!(
        lines(&document)[5..7],
        ["The left column, line 5", "The right column, line 0"]
    );
}

/// Numbers, texts and the other column leave gutters as a table's columns do; what has its type and its label before it on
/// its line is running text.
#[test]
fn columns_of_entries_are_no_table() {
    let mut content = "BT /F 8 Tf\n".to_owned();
    for (x, state) in [(40, "TGO"), (210, "TUN")] {
        let mut y = 540;
        for (letter, number) in [('a', 3), ('b', 5), ('c', 7)] {
            let head = format!("\\({letter}\\) UA 2{number}/3/2015 Case No. {state} {number}/2015");
            let words = [
                "State reply: None to date",
                "Alleged surveillance of farmers after",
                "a march.",
            ];
            for line in [head.as_str()].into_iter().chain(words) {
                writeln!(content, "1 0 0 1 {} {y} Tm ({line}) Tj", x + 12).expect("a string takes all");
                y -= 12;
            }
            writeln!(content, "1 0 0 1 {x} {y} Tm ({number}.) Tj").expect("a string takes all");
            for line in ["He recalls that the right to assembly", "is held by everyone."] {
                writeln!(content, "1 0 0 1 {} {y} Tm ({line}) Tj", x + 12).expect("a string takes all");
                y -= 12;
            }
        }
    }
    let document = one(&(content + "ET"));
    assert!(document.text.tables().is_empty());
    let lines = lines(&document);
    let at = |words: &str| lines.iter().position(|line| line.contains(words)).expect(words);
    assert!(at("TGO 3/2015") < at("3. He recalls") && at("TGO 7/2015") < at("TUN 3/2015"));
}

#[test]
fn forms_are_shown_in_their_place_and_cannot_recurse() {
    let form = "BT /F 10 Tf 0 0 Td (form) Tj ET /X Do";
    let form = format!(
        "<</Type/XObject/Subtype/Form/BBox[0 0 99 9]/Matrix[1 0 0 1 50 500]/Resources<</Font<</F 3 0 R>>/XObject<</X 5 0 R>>>>/Length {}>>\nstream\n{form}\nendstream",
        form.len()
    );
    let document = read(&file(&[("/X Do", "")], &[&form])).expect("a readable page");
    // Each form within the form stands higher by as much as the first; the first alone is within its box and on the page.
    assert_eq!(lines(&document), ["form"]);
    assert_box(&document, 0, [50.0, 92.5, 50.0 + 20.0, 102.2]);
    assert!(
        set_aside(&document)
            .iter()
            .all(|line| *line == (Aside::OffPage, "form"))
    );
    assert!(document.diagnostics.iter().any(|odd| odd.code == Code::PageCut));
}

#[test]
fn a_blank_that_stands_for_a_soft_hyphen_is_not_seen() {
    // A browser shows a blank where a word could have been cut, and prints the next letters upon it.
    let shown =
        "BT /F 10 Tf 50 500 Td (form) Tj 20 0 Td /Span <</ActualText<FEFF00AD>>> BDC ( ) Tj EMC 0 0 Td (ation) Tj ET";
    assert_eq!(lines(&one(shown)), ["formation"]);
    // Typst says it of the letter before it.
    let shown = "BT /F 10 Tf 50 500 Td (for) Tj /Span <</ActualText<FEFF006D00AD>>> BDC (m) Tj EMC (ation) Tj ET";
    assert_eq!(lines(&one(shown)), ["formation"]);
    // Where a hyphen is printed with the letter, it is the line's end.
    let shown =
        "BT /F 10 Tf 50 500 Td (for) Tj /Span <</ActualText<FEFF006D00AD>>> BDC (m-) Tj EMC 0 -12 Td (ation) Tj ET";
    assert_eq!(lines(&one(shown)), ["form\u{ad}", "ation"]);
}

#[test]
fn inline_pictures_are_passed_over() {
    let document =
        one("BT /F 10 Tf 50 500 Td (a) Tj ET BI /W 2 /H 1 ID \x01 (EI \x02 EI BT /F 10 Tf 50 480 Td (b) Tj ET");
    assert_eq!(lines(&document), ["a", "b"]);
}

#[test]
fn hebrew_and_arabic_come_in_the_order_of_reading() {
    let unicode = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/DW 500>>]>>";
    let map = "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange";
    let map = format!("<</Length {}>>\nstream\n{map}\nendstream", map.len());
    // On paper: the last letter stands first. ש ל ו ם is 05E9 05DC 05D5 05DD; a number keeps its order.
    let page = "BT /U 10 Tf 50 500 Td <05DD05D505DC05E90020003100320020> Tj ET BT /F 10 Tf 50 450 Td (Latin) Tj ET";
    let document = read(&file(&[(page, "")], &[unicode, &map])).expect("a readable page");
    assert_eq!(lines(&document), ["12 \u{5e9}\u{5dc}\u{5d5}\u{5dd}", "Latin"]);
}

#[test]
fn what_glyphs_stand_for_is_what_their_author_says() {
    let document = one(
        "BT /F 10 Tf 50 500 Td (proportion) Tj /Span <</ActualText<FEFF00AD>>> BDC (-) Tj EMC 0 -12 Td (ate ) Tj /Span <</ActualText(offi\\143e)>> BDC (xyz) Tj EMC ( and so on) Tj ET",
    );
    assert_eq!(lines(&document), ["proportion\u{ad}", "ate office and so on"]);
    let paragraph = paragraphs(&document.text).next().expect("a paragraph");
    assert_eq!(paragraph.string(&document.text), "proportionate office and so on");
}

#[test]
fn glyphs_without_a_character_are_counted() {
    let nameless =
        "<</Type/Font/Subtype/Type1/BaseFont/X/Encoding<</Differences[65/g1/g2]>>/FirstChar 65/Widths[500 500]>>";
    let document = read(&file(
        &[("BT /U 10 Tf 50 500 Td (AB) Tj /F 10 Tf ( c) Tj ET", "")],
        &[nameless],
    ))
    .expect("a page");
    assert_eq!(lines(&document), ["\u{fffd}\u{fffd} c"]);
    assert_eq!(document.facts.unmapped(), 2);
    assert_eq!(document.diagnostics[0].code, Code::UnmappedCharacter);
}

#[test]
fn a_paragraph_that_turns_the_page_is_in_one_piece() {
    let body = |from: i32, texts: &[&str]| {
        let mut content = String::new();
        for (line, text) in (0..).zip(texts) {
            write!(content, "BT /F 10 Tf 50 {} Td ({text}) Tj ET ", from - line * 12).expect("a string takes all");
        }
        content
    };
    let furniture = |page: u32| format!("BT /F 8 Tf 50 570 Td (A/HRC/99/9) Tj ET BT /F 8 Tf 195 20 Td ({page}) Tj ET ");
    let note = "50 70 100 0.5 re f BT /F 5 Tf 50 62 Td (1) Tj /F 8 Tf 3 -2 Td (A/HRC/20/27, para. 4.) Tj ET";
    let first = furniture(1)
        + &body(
            300,
            &[
                "12. The Special Rapporteur thanks the Government for all of its replies,",
                "and he regrets that some of the questions in his letters have not been) Tj /F 6 Tf 4 Ts (1",
            ],
        )
        + note;
    let second = furniture(2) + &body(540, &["answered so far, above all those on the law."]);
    let document = read(&file(&[(&first, ""), (&second, "")], &[])).expect("two pages");
    let roles: Vec<(Role, u32)> = document
        .text
        .lines()
        .iter()
        .map(|line| (line.role, line.paragraph))
        .collect();
    assert_eq!(
        roles,
        [
            (Role::RunningHead, 1),
            (Role::Body, 2),
            (Role::Body, 2),
            (Role::Body, 2),
            (Role::Footnote, 3),
            (Role::PageNumber, 4),
            (Role::RunningHead, 5),
            (Role::PageNumber, 6),
        ]
    );
    let marks: Vec<&str> = document
        .text
        .marks()
        .iter()
        .map(|mark| document.text.slice(*mark))
        .collect();
    assert_eq!(marks, ["1"]);
}

#[test]
fn links_lie_under_their_words() {
    let annotation =
        "/Annots[<</Type/Annot/Subtype/Link/Rect[77 497 130 510]/A<</S/URI/URI(https://example.org/1)>>>>]";
    let document = read(&file(
        &[("BT /F 10 Tf 50 500 Td (Case GEO 1/2013.) Tj ET", annotation)],
        &[],
    ))
    .expect("a page");
    let links: Vec<(&str, &str)> = document
        .text
        .links()
        .iter()
        .map(|link| (document.text.slice(link.span), link.url.as_str()))
        .collect();
    assert_eq!(links, [("GEO 1/2013.".trim_end_matches('.'), "https://example.org/1")]);
}

#[test]
fn what_cannot_be_read_says_why() {
    let refused = |pages: &[(&str, &str)], more: &[&str]| {
        read(&file(pages, more)).map(|document| document.text.string().to_owned())
    };
    assert_eq!(
        refused(&[("1 0 0 rg 10 10 50 50 re f", "")], &[]),
        Err(Error::NoText { pages: 1 })
    );
    let picture = "<</Type/XObject/Subtype/Image/Width 1/Height 1/Length 1>>\nstream\nx\nendstream";
    assert_eq!(
        refused(&[("/X Do", ""), ("/X Do", "")], &[picture]),
        Err(Error::Scanned { pages: 2 })
    );
    assert_eq!(refused(&[], &[]), Err(Error::NoPages));
    assert_eq!(read(b"<html>Just a moment</html>").map(|_| ()), Err(Error::NotPdf));
}
