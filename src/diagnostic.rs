//! What there is to say about a document's content, with stable codes.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Span;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The source is odd and was left so.
    Note,
    /// A field is empty or doubtful.
    Warning,
    /// An identifying field would be wrong or missing, so there is no record.
    Reject,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Reject => "reject",
        })
    }
}

/// Something about a document's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of thing.
    pub code: Code,
    /// Where; nothing when it is about the document as a whole.
    pub span: Option<Span>,
    /// This case of it, in a sentence without a stop.
    pub message: String,
}

impl Diagnostic {
    /// A diagnostic about `span`.
    pub fn new(code: Code, span: Option<Span>, message: impl Into<String>) -> Self {
        Self {
            code,
            span,
            message: message.into(),
        }
    }

    /// How much it weighs.
    pub fn level(&self) -> Level {
        self.code.level()
    }
}

/// What `explain CODE` prints.
#[derive(Clone, Copy, Debug)]
pub struct Explanation {
    /// The stable name.
    pub name: &'static str,
    /// How much it weighs.
    pub level: Level,
    /// What was found.
    pub what: &'static str,
    /// Why it matters, or how it comes about.
    pub why: &'static str,
    /// What a reader of the data should do about it.
    pub to_do: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $name:literal, $level:ident, $what:literal, $why:literal, $to_do:literal;)*) => {
        /// The kinds of diagnostics. Their names are stable: tables hold them and people filter by them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $what] $code,)*
        }

        impl Code {
    /// Whether it takes several documents to say it, so that no document's rows have it.
    pub fn is_of_several(self) -> bool {
        matches!(self, Self::CaseLikeAnother | Self::DocumentRepeated | Self::JudgedByHand)
    }

            /// All codes, in the order in which `explain` lists them.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// Its name, level and the three sentences that `explain` prints.
            pub fn explanation(self) -> Explanation {
                match self {
                    $(Self::$code => Explanation { name: $name, level: Level::$level, what: $what, why: $why, to_do: $to_do },)*
                }
            }
        }
    };
}

codes! {
    UnknownType = "unknown-type", Reject,
        "An entry begins with words that are none of the known types of communication.",
        "The type decides how the entry is counted; a default would be a guess.",
        "Read the printed line. If it is a new type, report it, so that it gets a name of its own.";
    UnreadableDate = "unreadable-date", Reject,
        "The date of an entry is missing, is not a day, month and year, or is a day that the calendar does not have.",
        "The date identifies the letter. Figures are day, month, year and are never swapped or completed.",
        "Look the letter up by its case number and correct the record by hand, keeping a note of the source.";
    UnreadableCaseNumber = "unreadable-case-number", Reject,
        "A letter's case number is missing or is not a code, a number and a year.",
        "The case number identifies the letter over all documents.",
        "Follow the link to the letter; the case number stands in its head.";
    UnreadableReply = "unreadable-reply", Reject,
        "What stands after \"State reply\" is neither dates nor words for \"none\".",
        "A reply that cannot be read is not the same as no reply; counting it as none would blame a State wrongly.",
        "Read the printed line and follow the links of the replies.";
    RowWithoutCaseNumber = "row-without-case-number", Reject,
        "A row of a table of letters has no case number.",
        "The case number identifies the letter over all documents. The row may be the rest of another one, or a line that is no letter's.",
        "Read the cells on their page; the letter may be found in the database by its date and State.";
    RowEndsUnclear = "row-ends-unclear", Reject,
        "Where a row of a table begins or ends is a guess: its rows stand as near to each other as their lines, a part of a row stands beside it, or a narrow column may have broken a word.",
        "A list or a summary could lack its end, or have that of the row above or below it.",
        "Read the row on its page; its cells are in the reject as they were told apart.";
    ColumnsUnknown = "columns-unknown", Reject,
        "A table of letters has no column that is known to hold case numbers.",
        "Which column holds what is told by its head and by what its cells hold, never by its place.",
        "Read the table; its cells are in the reject as they are printed.";
    PartMismatch = "part-mismatch", Warning,
        "A letter stands in a part of the report where letters of its date do not belong.",
        "Part A lists letters of the period, part B replies to letters from before it.",
        "Compare the letter's date with its own text.";
    MandatesMismatch = "mandates-mismatch", Warning,
        "A letter's type and its list of mandates do not agree.",
        "A joint letter is sent by two mandates or more, any other by one; the type or the list is misprinted, or was cut wrongly.",
        "Compare with the letter itself.";
    UnknownCountry = "unknown-country", Reject,
        "Neither the page's title nor a case number says which State an entry is about.",
        "A record without a State cannot be counted or named.",
        "Give the source a title in the catalogue that begins with the country's name.";
    TitleWithoutCountry = "title-without-country", Warning,
        "The title of a country page names no known country; the country was taken from the page's case numbers, which agree.",
        "Titles vary in spelling, and pages are copied.",
        "Check the page. If the name is a new spelling, report it.";
    MissingSummary = "missing-summary", Warning,
        "An entry ends after its fields: there is no summary, or a press release without a title.",
        "Some entries are printed without one.",
        "Nothing; the summary is null. The letter itself says what it is about.";
    ReplyNotStated = "reply-not-stated", Warning,
        "A letter's entry does not say whether the State replied.",
        "The words \"State reply\" are missing, or nothing stands after them. That is not \"none\".",
        "Leave the record out of reply rates, or follow the case in later reports.";
    UnknownLanguage = "unknown-language", Warning,
        "The language of a summary could not be told to be English, French or Spanish.",
        "The summary is too short, or is in another language.",
        "Read it; the language is null.";
    MissingNumber = "missing-number", Warning,
        "An entry has no number.",
        "Its list is not numbered, or its item is broken in the markup.",
        "Check that it is an entry of its own. Its id ends with its position instead.";
    NumberRepeated = "number-repeated", Warning,
        "Two entries of one section have the same number.",
        "Lists are broken in two in the markup, or numbers are misprinted.",
        "Nothing, if the entries differ; the second one's id has a suffix.";
    NumberGap = "number-gap", Warning,
        "The numbers of a section's entries leave one out, or go backwards.",
        "An entry may be missing from the document, or may have been read as something else.",
        "Look at the page around the gap.";
    OutOfOrder = "out-of-order", Warning,
        "An entry, a number or a line was read elsewhere than its count, its case or its place on the page says.",
        "Columns, notes and frames can be read in another order than they are printed in, and numbers can be cut; then an entry is cut, or holds another one's words. Or the document prints it so.",
        "Look at the page there, and correct the records around it by hand.";
    TotalsMismatch = "totals-mismatch", Warning,
        "The introduction states another number than was read.",
        "Entries may have been lost, by the document or by the reader; or the introduction counts otherwise, or wrongly.",
        "Compare `totals` of the document's row with the report; the records are kept as read.";
    ChapterMissing = "chapter-missing", Warning,
        "A country of the contents list has no chapter.",
        "The chapter's heading was not recognised, so that its entries stand under the country before; or the list is wrong.",
        "Look for the country's heading in the document.";
    ChapterEmpty = "chapter-empty", Note,
        "A country's chapter has no entry, and does not say that there are none.",
        "A chapter can have observations only; or its entries were not recognised.",
        "Look at the chapter.";
    SymbolMismatch = "symbol-mismatch", Warning,
        "The symbol printed on the report is not the one that the catalogue gives.",
        "Another document was served, or the catalogue's row is wrong.",
        "Compare the two; the records have the symbol that is printed.";
    FillRateLow = "fill-rate-low", Warning,
        "A field is empty in far more records than the layout lets expect.",
        "A label is printed in a way that is not known yet, or the document leaves the field out.",
        "Look at some of the records without it before using the field.";
    UnknownReport = "unknown-report", Warning,
        "A section could not be tied to the symbol of a report.",
        "The page's own list of reports is missing or its periods differ, and the built-in catalogue has none of that period.",
        "The symbol is null; the period says which report it is.";
    UnreadablePeriod = "unreadable-period", Warning,
        "The heading of a section does not give the two days of its period.",
        "Headings are misprinted.",
        "The period is taken from the report of that symbol where it is known, else null.";
    PeriodUnread = "period-unread", Note,
        "A report's introduction does not state its period, or until when it counts replies, in words that are read without doubt.",
        "An introduction is believed only if the letters bear it out: a pair of days that holds them, one last day of replies.",
        "The days are those of the catalogue; the record lists them under `from_catalogue`.";
    CutOffUnread = "cut-off-unread", Warning,
        "A report's introduction does not say until when it counts replies in words that are read without doubt, nor does the catalogue.",
        "Many reports state it in their first paragraph, some nowhere.",
        "The field is null. Read the introduction, and put the day into the catalogue.";
    SectionMissing = "section-missing", Warning,
        "Entries stand before any heading of a report section.",
        "The heading is missing or printed in an unknown way.",
        "Their report and period are null; tell them from the dates.";
    CountryMismatch = "country-mismatch", Warning,
        "A case number's code is not that of the country under which it is listed.",
        "One of the two is a misprint, or the letter went to another addressee too.",
        "Check the letter. The record keeps both as printed.";
    UnknownCountryCode = "unknown-country-code", Warning,
        "A case number begins with three letters that are no ISO 3166 code and not OTH.",
        "A misprint, or a code of the United Nations' own.",
        "The case number is kept as printed; correct it when joining with other data.";
    CaseYearAfterSent = "case-year-after-sent", Warning,
        "A case number's year is later than the year in which the letter was sent.",
        "A case gets its number when it is sent, so one of the two is misprinted, mostly the date.",
        "Check the date on the letter before computing delays.";
    CaseYearBeforeSent = "case-year-before-sent", Warning,
        "A case number's year is earlier than the year of sending, and the letter was not sent in the January or February after.",
        "Only letters of the first weeks of a year are counted with the year before.",
        "Check the date on the letter before computing delays.";
    SentOutsidePeriod = "sent-outside-period", Warning,
        "A letter's date, or a press release's, lies outside the period that its section covers.",
        "The date is misprinted, or the entry was added to a later report.",
        "Check the date on the letter.";
    ReplyBeforeSent = "reply-before-sent", Warning,
        "A reply is dated before the letter that it answers.",
        "One of the two dates is misprinted; nobody swaps them here.",
        "No delay is computed. Check both dates.";
    ReplyAfterCutoff = "reply-after-cutoff", Warning,
        "A reply is dated after the day until which the report counts replies.",
        "The date is misprinted, or the entry was updated later.",
        "Check the date of the reply.";
    ReplyRepeated = "reply-repeated", Note,
        "The same reply date is printed twice in one entry.",
        "Two letters of one day, or a slip.",
        "Both are kept; compare their links.";
    ReplySeparator = "reply-separator", Note,
        "Two reply dates are not parted by a comma, semicolon, ampersand or \"and\".",
        "A misprint; the second date could have opened the summary, which no summary does.",
        "Nothing, unless the reply count matters to the day.";
    TwoDigitYear = "two-digit-year", Note,
        "A year is printed with two figures.",
        "It is read as a year of this century: the reports began in 2011.",
        "Nothing.";
    DateMisprint = "date-misprint", Note,
        "A date's separators are misprinted, its figures are whole.",
        "As in 11/11//2015. The day is not in doubt.",
        "Nothing; the printed form is kept in the record.";
    CaseNumberMisprint = "case-number-misprint", Note,
        "A case number is printed with small letters, a doubled stroke, or a stop or dash behind the code.",
        "Its code, number and year are not in doubt.",
        "Nothing; the printed form is kept in the record.";
    LanguageFromPage = "language-from-page", Warning,
        "A summary's words do not tell their language; it was taken from the page, whose other summaries are all in one.",
        "Summaries are published in the language of submission, which is mostly one for a State.",
        "Read the summary, if its language matters.";
    LabelMisprint = "label-misprint", Note,
        "A field's label is missing or misprinted, though the field itself could be told by its form.",
        "As in an entry whose case number stands without \"Case no.\", or whose reply stands behind \"State repy\".",
        "Nothing; the printed form is kept in the record.";
    PageWithoutRows = "page-without-rows", Warning,
        "On a page in the middle of a table of letters no row was read.",
        "The page is a picture, or its table is drawn in a way that is not read.",
        "Look at the page; its letters are missing.";
    ResultPageMissing = "result-page-missing", Warning,
        "A page of the database's results could not be had.",
        "The server failed, or gave another page. Its last good version is read where there is one; letters on it may be missing, and none of them is said to have left.",
        "Run it again later; `rapporteur fetch --status` shows what the store has of each page.";
    LetterOnTwoPages = "letter-on-two-pages", Note,
        "A letter stands on two pages of the database's results.",
        "The results move on by one when a letter comes while they are read. It is one row.",
        "Nothing, if the number of letters agrees with what the pages state.";
    CaseRepeated = "case-repeated", Warning,
        "The same case number stands in two entries of one document.",
        "A letter carried over from one report to the next, or a misprint in one of them.",
        "Count the case once; compare the two entries.";
    AnchorUnclaimed = "anchor-unclaimed", Warning,
        "The words \"Case no\", a case number and \"State repl\" stand somewhere that no entry covers.",
        "An entry was swallowed by another one or was not recognised. Nothing may be lost, so the run does not pass.",
        "Read the line, and report the page if it is an entry.";
    AnchorCited = "anchor-cited", Note,
        "The marks of an entry stand in a sentence that cites a case, without a date before them.",
        "Observations and summaries cite cases by number and reply.",
        "Nothing; cited cases are not entries.";
    AnchorBehindEnd = "anchor-behind-end", Note,
        "The marks of an entry stand outside of the document: behind its end, among the site's own words or readers' comments.",
        "Readers quote entries in their comments; those are not the report's.",
        "Nothing, unless entries are missing.";
    MarkUnclaimed = "mark-unclaimed", Warning,
        "The marks of an entry stand where no record, no reject and no citation is.",
        "An entry was not recognised, or stands where a reader of the page does not see it: hidden, in a comment, in a head or a foot. Nothing may be lost, so the run does not pass.",
        "Read the line. If it is an entry of the report, report the document.";
    HeadingSetAside = "heading-set-aside", Warning,
        "The heading of a report's section stands where it is no part of the page: hidden, in the page's foot, or among readers' comments.",
        "Entries below it are listed under the heading before it, so that their report and its period may be another one's.",
        "Look at the page. If the heading is its own, correct the report of the entries below it by hand.";
    HeadingLost = "heading-lost", Warning,
        "The count of a section's entries begins anew, and all letters from there on were sent outside of its period.",
        "The heading of the next report is missing, or was not recognised, so that its entries are listed under the one before.",
        "Look at the page, and correct the report and the period of the entries from there on by hand.";
    TwiceEncoded = "twice-encoded", Warning,
        "Words were encoded twice: `Ã©` stands where `é` was meant.",
        "A program took UTF-8 for another encoding and encoded it once more. The words are left as they are.",
        "The message shows what was probably meant; correct the record by hand.";
    StruckOut = "struck-out", Note,
        "Words of an entry have a line through them.",
        "Whoever made the page withdrew or corrected them and left them to be read.",
        "Decide whether the record counts; it holds the words as if there were no line.";
    LineGap = "line-gap", Warning,
        "Two lines of an entry or a paragraph, or of it and its neighbour, stand so far apart on the page that a line fits between them.",
        "A line is missing from the document, or was not read; or the page is set loosely there.",
        "Look at the page between the two lines. The record is kept as read.";
    SummaryUnfinished = "summary-unfinished", Note,
        "A summary ends without a stop and on a full line, in a document where nearly all others end with a stop.",
        "The stop was left out, or the summary's last line is missing.",
        "Look at the page if the summary's last words matter.";
    CutOff = "cut-off", Warning,
        "A line that begins in small letters stands behind an entry that ends without a stop, and is no part of it.",
        "The end of a list or of a paragraph cuts the entry's last sentence.",
        "Look at the page: the summary probably goes on with the line. The record is kept as read.";
    PeriodMismatch = "period-mismatch", Warning,
        "The period in a section's heading and the one in the list of reports differ in one of their days.",
        "One of the two is misprinted. The report was told by the other day.",
        "The record has the heading's period and the list's symbol; check the report's front page.";
    ThankedButNone = "thanked-but-none", Warning,
        "An entry says that there was no reply, and the observations of the same section thank for one.",
        "Replies arrive after the list was made.",
        "Treat the reply as existing with an unknown date, or follow the case in the next report.";
    RegrettedButReplied = "regretted-but-replied", Warning,
        "An entry has a reply, and the observations of the same section regret that there was none.",
        "The observations were written before the reply arrived.",
        "Trust the dated reply; note the contradiction.";
    EncodingRepaired = "encoding-repaired", Note,
        "The page's bytes are not in the encoding that it declares.",
        "Pages are put together from pieces in several encodings.",
        "Nothing; no character is dropped.";
    ItemEmpty = "item-empty", Note,
        "A numbered item of a section has no text.",
        "Left-overs of editing.",
        "Nothing, unless the next number is missing as well.";
    UnmappedCharacter = "unmapped-character", Warning,
        "A page of a PDF shows glyphs that the file ties to no character; each stands as U+FFFD.",
        "Fonts are embedded without their character map; what they show can be seen and not be read.",
        "Look at the page. If the glyphs stand in a record's fields, correct them by hand.";
    OldStyleFigures = "old-style-figures", Note,
        "A document prints digits of another kind: full-width, mathematical, or old style ones (and small capitals) from Adobe's private use characters.",
        "Editors offer them as decoration, and fonts with old style figures were made before there was another way to tell them.",
        "Nothing: they are read as the digits and letters that they are.";
    PageWithoutText = "page-without-text", Warning,
        "A page of a PDF shows a picture and no text.",
        "Pages are scanned, or pasted in as pictures.",
        "Look at the page; what stands on it is in no table.";
    PageDamaged = "page-damaged", Warning,
        "Part of a page's content could not be unpacked, was not found, or breaks off.",
        "The file was cut short or damaged on its way.",
        "Fetch the file again. What could be read was read.";
    DocumentCut = "document-cut", Warning,
        "A web page ends before its elements do.",
        "It was cut short on its way, or saved in part; entries behind the cut are missing.",
        "Fetch the page again and compare its last entry with the site's.";
    PageCut = "page-cut", Warning,
        "A page has more content than any report's, or a picture among it whose end cannot be found, and was read up to there.",
        "Endless content would take the run down; real pages stay far below the bounds.",
        "Look at the page; its end is missing.";
    TextSetAside = "text-set-aside", Note,
        "A PDF holds text that no reader of its pages sees, or not as a part of the document; it was set aside.",
        "It lies outside of the page, is invisible over the same text, stands across the page, counts its lines, or belongs to a layer that is off, an annotation or a form field.",
        "Nothing, unless entries stand in it: `read --format lines` shows it after the document's own lines.";
    PagesMissing = "pages-missing", Warning,
        "Pages of a PDF could not be found, or are more than are read.",
        "The file's list of pages is damaged, or it is no report.",
        "Compare the number of pages with what a viewer shows, and fetch the file again.";
    TableRebuilt = "table-rebuilt", Note,
        "A PDF's table of objects is missing or wrong; its objects were looked for instead.",
        "The file was cut short, or changed by a program that did not correct the table.",
        "Nothing, if the pages are all there.";
    HyphenJoined = "hyphen-joined", Note,
        "A hyphen at the end of a line was taken for one that only marks the line's end, and dropped from the paragraph.",
        "The character is a soft hyphen, or the document prints the word elsewhere without the hyphen.",
        "Nothing; the printed line keeps its hyphen.";
    LayoutAmbiguous = "layout-ambiguous", Warning,
        "Two layouts recognise the document; the first of them cut it.",
        "What tells the two apart is missing from the document, or one of them recognises too much.",
        "Compare the entries with the document, and report it.";
    NoEntries = "no-entries", Warning,
        "No entries were found in a document that should have some.",
        "Some pages arrive without their lists; others are not reports at all.",
        "Open the page in a browser. If its lists are there, report it; else fetch it again later.";
    ExpectationMissed = "expectation-missed", Warning,
        "The catalogue says how many entries a source has, and the run found another number.",
        "The source changed, or something is read wrongly.",
        "Compare with the last run, then correct the catalogue if the source is right.";
    CaseLikeAnother = "case-like-another", Warning,
        "Two case numbers that differ by one slip are of one day and type, and their summaries or replies are alike.",
        "One of them may be a misprint of the other; nobody merges them here, since letters of one day can be alike.",
        "Look at both letters. If they are one, say so in judgements.toml: the record belongs to the other case.";
    DocumentRepeated = "document-repeated", Warning,
        "Two sources have the same bytes.",
        "One document is listed under two names or addresses, or a server gives one page for every address.",
        "Count cases, where it counts once; leave one of the two out of the catalogue, or look at what the server gives.";
    JudgedByHand = "judged-by-hand", Note,
        "A person has decided what the documents leave open: which case a record belongs to, or how a conflict is settled.",
        "The file judgements.toml says so, and it outranks the rules.",
        "Nothing. The conflict is still listed with all its values.";
}

impl Code {
    /// The stable name.
    pub fn name(self) -> &'static str {
        self.explanation().name
    }

    /// How much diagnostics of this kind weigh.
    pub fn level(self) -> Level {
        self.explanation().level
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that is no code's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no code of a diagnostic")]
pub struct UnknownCode(pub String);

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|code| code.name() == name);
        found.copied().ok_or_else(|| UnknownCode(name.to_owned()))
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Code {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Code".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<&str> = Self::ALL.iter().map(|code| code.name()).collect();
        schemars::json_schema!({"type": "string", "enum": names})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_unique_and_read_back() {
        for (at, code) in Code::ALL.iter().enumerate() {
            let name = code.name();
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            assert_eq!(name.parse(), Ok(*code));
            assert!(
                Code::ALL[..at].iter().all(|earlier| earlier.name() != name),
                "{name} stands twice"
            );
        }
        assert_eq!("no-such".parse::<Code>(), Err(UnknownCode("no-such".into())));
    }

    #[test]
    fn every_code_is_explained_in_whole_sentences() {
        for code in Code::ALL {
            let Explanation { what, why, to_do, .. } = code.explanation();
            for sentence in [what, why, to_do] {
                assert!(
                    sentence.ends_with('.') && sentence.starts_with(char::is_uppercase),
                    "{code}: {sentence}"
                );
            }
        }
    }
}
