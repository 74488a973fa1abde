//! Everything on stderr: errors, drawn diagnostics, progress.

use std::fmt::Display;
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::sync::LazyLock;
use std::sync::{Mutex, MutexGuard, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use rapporteur::diagnostic::{Diagnostic, Level};
use rapporteur::text::{Line, Place, Span, Text};
use serde::Serialize;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthChar as _;

use crate::cli::{Cli, Color, LogFormat};

/// Columns of a printed line that are shown around what is pointed at.
const SHOWN_COLUMNS: usize = 100;
/// Columns before what is pointed at, where the line is cut at its left.
const COLUMNS_BEFORE: usize = 30;
/// What stands before a printed line: its number and a bar.
const MARGIN_COLUMNS: usize = 9;
/// A narrower terminal breaks the lines itself.
const LEAST_COLUMNS: usize = 40;

/// How to speak on stderr.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    color: bool,
    quiet: bool,
    /// The least weight of the diagnostics that are drawn.
    least: Level,
    /// A JSON object a line.
    json: bool,
}

/// Escape sequences, or nothing.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    on: bool,
}

impl Paint {
    /// Colours for stdout under the same rules as for stderr.
    pub fn stdout(color: Color) -> Self {
        Self {
            on: wanted(color, std::io::stdout().is_terminal()),
        }
    }

    fn code(self, code: &str, words: impl Display) -> String {
        if self.on {
            format!("\u{1b}[{code}m{words}\u{1b}[0m")
        } else {
            words.to_string()
        }
    }

    /// For names and headings.
    pub fn bold(self, words: impl Display) -> String {
        self.code("1", words)
    }

    /// For what frames the words.
    pub fn faint(self, words: impl Display) -> String {
        self.code("2", words)
    }

    /// For a level's word and its carets.
    pub fn level(self, level: Level, words: impl Display) -> String {
        self.code(
            match level {
                Level::Reject => "1;31",
                Level::Warning => "1;33",
                Level::Note => "1;36",
            },
            words,
        )
    }
}

fn wanted(color: Color, terminal: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}

impl Terminal {
    /// From the arguments, and the settings where those say nothing.
    pub fn new(cli: &Cli, in_file: Option<LogFormat>) -> Self {
        let least = match cli.verbose {
            0 => Level::Reject,
            1 => Level::Warning,
            _ => Level::Note,
        };
        Self {
            color: wanted(cli.color, std::io::stderr().is_terminal()),
            quiet: cli.quiet,
            least,
            json: cli.log_format.or(in_file) == Some(LogFormat::Json),
        }
    }

    /// The least weight of the diagnostics that are drawn.
    pub fn least(self) -> Level {
        self.least
    }

    fn paint(self) -> Paint {
        Paint { on: self.color }
    }

    /// Prints a line. There is nobody to tell when stderr is closed.
    fn line(line: impl Display) {
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }

    /// Prints a line of a structured log: time, level, message, and then the facts.
    fn record(level: &str, message: impl Display, facts: Value) {
        let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
        let mut record = json!({"time": now, "level": level, "message": message.to_string()});
        if let (Value::Object(record), Value::Object(facts)) = (&mut record, facts) {
            record.extend(facts);
        }
        Self::line(record);
    }

    /// Says what went wrong; also when quiet.
    pub fn error(self, what: impl Display) {
        if self.json {
            Self::record("error", what, Value::Null);
        } else {
            Self::line(format_args!("{}: {what}", self.paint().level(Level::Reject, "error")));
        }
    }

    /// Says what is doubtful.
    pub fn warning(self, what: impl Display) {
        if self.quiet {
        } else if self.json {
            Self::record("warning", what, Value::Null);
        } else {
            Self::line(format_args!(
                "{}: {what}",
                self.paint().level(Level::Warning, "warning")
            ));
        }
    }

    /// Says what was done.
    pub fn say(self, what: impl Display) {
        self.summary(&what, &Value::Null);
    }

    /// Says what was done, for machines as facts.
    pub fn summary(self, what: &impl Display, facts: &impl Serialize) {
        if self.quiet {
        } else if self.json {
            let facts = serde_json::to_value(facts).unwrap_or_default();
            Self::record("info", what, facts);
        } else {
            Self::line(what);
        }
    }

    /// Draws a diagnostic on its printed line.
    pub fn draw(self, document: &str, text: &Text, diagnostic: &Diagnostic) {
        if self.quiet {
            return;
        }
        let paint = self.paint();
        let level = diagnostic.level();
        if self.json {
            let code = diagnostic.code.name();
            let place = diagnostic.span.map(|span| place(text, span));
            let printed = diagnostic.span.map(|span| text.slice(span));
            let facts = json!({"code": code, "document": document, "place": place, "printed": printed});
            return Self::record(&level.to_string(), &diagnostic.message, facts);
        }
        let title = paint.level(level, format_args!("{level}[{}]", diagnostic.code));
        let lines = match diagnostic.span {
            Some(span) => format!(", {}\n{}", place(text, span), caret(text, span, paint, level)),
            None => String::new(),
        };
        Self::line(format_args!(
            "{title}: {}\n  ──▶ {document}{}",
            diagnostic.message,
            lines.trim_end()
        ));
    }

    /// A bar on a terminal; elsewhere, and when quiet, nothing.
    pub fn progress(self, steps: usize, what: &'static str) -> ProgressBar {
        if self.quiet || self.json || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{prefix} {bar:40} {pos}/{len} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(what);
        bar
    }
}

/// Page or element of a span, and its line.
fn place(text: &Text, span: Span) -> String {
    let at = text.line_at(span.start);
    match text.lines().get(at).map(|line| line.place) {
        Some(Place::Box(page)) => format!("p. {}, line {}", page.page, at + 1),
        Some(Place::Element(id)) => format!("line {}, {}", at + 1, text.element_path(id)),
        None => format!("line {}", at + 1),
    }
}

/// The bars of a command's stages, one after the other.
pub struct Stages {
    terminal: Terminal,
    /// How many steps the stage has, and its bar.
    bar: Mutex<(usize, Option<ProgressBar>)>,
}

impl Stages {
    /// Before the first one.
    pub fn new(terminal: Terminal) -> Self {
        Self {
            terminal,
            bar: Mutex::new((0, None)),
        }
    }

    /// Begins a stage of so many steps, and ends the one before.
    pub fn begin(&self, steps: usize, what: &'static str) {
        self.end();
        *self.bar() = (steps, Some(self.terminal.progress(steps, what)));
    }

    /// One step more, of what has this name.
    pub fn step(&self, name: Option<&str>) {
        if let (_, Some(bar)) = &*self.bar() {
            if let Some(name) = name {
                bar.set_message(name.to_owned());
            }
            bar.inc(1);
        }
    }

    /// How many steps the stage has.
    pub fn steps(&self) -> usize {
        self.bar().0
    }

    /// Writes lines above the bar.
    pub fn above(&self, write: impl FnOnce()) {
        let bar = self.bar().1.clone();
        match bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Ends the stage at hand.
    pub fn end(&self) {
        if let Some(bar) = self.bar().1.take() {
            bar.finish_and_clear();
        }
    }

    fn bar(&self) -> MutexGuard<'_, (usize, Option<ProgressBar>)> {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The printed lines of a span, each with carets under what is meant.
pub fn caret(text: &Text, span: Span, paint: Paint, level: Level) -> String {
    let first = text.line_at(span.start);
    let lines = text.lines_of(span);
    let own = lines.iter().any(|line| line.role.is_text());
    let mut page = None;
    // Writing to a String cannot fail.
    let mut drawn = String::new();
    for (at, line) in lines.iter().enumerate() {
        // Between the halves of what turns a page stand its foot and the next one's head.
        if own && !line.role.is_text() {
            continue;
        }
        let number = (first + at + 1).to_string();
        let margin = " ".repeat(number.len());
        let Window { shown, before, carets } = Window::of(text, line, span);
        let (numbered, bar) = (paint.faint(format_args!("{number} │")), paint.faint("│"));
        let carets = paint.level(level, "^".repeat(carets.max(1)));
        let here = page_of(line);
        if let Some(turned) = here.filter(|_| page.is_some() && here != page) {
            let turned = paint.faint(format_args!("┊ p. {turned}"));
            let _ = writeln!(drawn, " {margin} {turned}");
        }
        page = here;
        let _ = writeln!(
            drawn,
            " {numbered} {shown}\n {margin} {bar} {}{carets}",
            " ".repeat(before)
        );
    }
    drawn
}

fn page_of(line: &Line) -> Option<u32> {
    match line.place {
        Place::Box(place) => Some(place.page),
        Place::Element(_) => None,
    }
}

/// The part of a line that is shown, and the columns of what is pointed at.
struct Window {
    shown: String,
    before: usize,
    carets: usize,
}

impl Window {
    fn of(text: &Text, line: &Line, span: Span) -> Self {
        let start = span.start.max(line.span.start);
        let end = span.end.min(line.span.end);
        let pieces = [
            text.slice(Span::new(line.span.start, start)),
            text.slice(Span::new(start, end)),
            text.slice(Span::new(end, line.span.end)),
        ];
        let [mut before, mut meant, mut after] = pieces.map(visible);
        let columns = columns();
        if width(&before) + width(&meant) + width(&after) > columns {
            before = keep_end(&before, COLUMNS_BEFORE);
            let room = columns.saturating_sub(width(&before));
            meant = keep_start(&meant, room);
            after = keep_start(&after, room.saturating_sub(width(&meant)));
        }
        Self {
            before: width(&before),
            carets: width(&meant),
            shown: before + &meant + &after,
        }
    }
}

/// How many columns a printed line may take: those of the terminal, less its margin.
pub fn columns() -> usize {
    static COLUMNS: LazyLock<usize> = LazyLock::new(|| {
        let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        terminal.map_or(SHOWN_COLUMNS, |width| {
            width.saturating_sub(MARGIN_COLUMNS).max(LEAST_COLUMNS)
        })
    });
    *COLUMNS
}

/// Characters that would disturb a terminal become a blank each.
pub fn visible(words: &str) -> String {
    words
        .chars()
        .map(|c| if c.is_control() || c == '\u{a0}' { ' ' } else { c })
        .collect()
}

fn width(words: &str) -> usize {
    words.chars().map(|c| c.width().unwrap_or_default()).sum()
}

fn keep_start(words: &str, columns: usize) -> String {
    if width(words) <= columns {
        return words.to_owned();
    }
    let mut used = 1;
    let kept = words.chars().take_while(|c| {
        used += c.width().unwrap_or_default();
        used <= columns
    });
    kept.chain(['…']).collect()
}

fn keep_end(words: &str, columns: usize) -> String {
    let reversed: String = words.chars().rev().collect();
    keep_start(&reversed, columns).chars().rev().collect()
}
