//! Everything on stderr, errors, drawn diagnostics, progress, and the way out to stdout.

mod fit;
mod screen;
mod window;

use std::fmt::Display;
use std::io::{BufWriter, IsTerminal as _, StdoutLock, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::diagnostic::{Diagnostic, Level};
use crate::run::counted;
use crate::text::Text;
use crate::write::tables::DiagnosticRow;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::{Cli, Color, LogFormat};
use screen::{Screen, painted, shown, visible};

pub use fit::fitted;
pub use window::{caret, columns, width};

/// Diagnostics of a document that are drawn; the rest are counted.
const DRAWN: usize = 40;
/// Printed lines under a diagnostic.
const DRAWN_LINES: usize = 12;
/// Bytes of the printed words in a line of a structured log.
const LOGGED: usize = 4_096;

/// Whether stdout is a terminal.
pub fn is_shown() -> bool {
    std::io::stdout().is_terminal()
}

/// stdout, which may be a terminal.
pub type Stdout = Screen<BufWriter<StdoutLock<'static>>>;

/// stdout through one buffer. What documents, file names, catalogues and servers could steer a terminal with is escaped
/// there; anything but a terminal gets the bytes as they are.
pub fn stdout() -> Stdout {
    Screen::new(BufWriter::new(std::io::stdout().lock()), is_shown())
}

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
            painted(code, words)
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
        let _ = writeln!(std::io::stderr().lock(), "{}", shown(&line.to_string()));
    }

    /// Prints what is one line, whatever is in it.
    fn one_line(label: Option<(Level, &str)>, paint: Paint, what: impl Display) {
        let what = what.to_string();
        let what = visible(&what);
        match label {
            Some((level, word)) => Self::line(format_args!("{}: {what}", paint.level(level, word))),
            None => Self::line(what),
        }
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

    /// Says why the arguments are none, in the words of their parser.
    pub fn of_arguments(said: &str) {
        Self::line(said.trim_end());
    }

    /// Says what went wrong; also when quiet.
    pub fn error(self, what: impl Display) {
        if self.json {
            Self::record("error", what, Value::Null);
        } else {
            Self::one_line(Some((Level::Reject, "error")), self.paint(), what);
        }
    }

    /// Says what is doubtful.
    pub fn warning(self, what: impl Display) {
        if self.quiet {
        } else if self.json {
            Self::record("warning", what, Value::Null);
        } else {
            Self::one_line(Some((Level::Warning, "warning")), self.paint(), what);
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
            Self::one_line(None, self.paint(), what);
        }
    }

    /// Says what there is to say of a record beside others, for which there is no line to draw.
    pub fn finding(self, row: &DiagnosticRow) {
        let words = format_args!("{}: {}", row.record.as_deref().unwrap_or(&row.document), row.message);
        match row.level {
            Level::Note => self.say(words),
            _ => self.warning(words),
        }
    }

    /// Whether there is a line for each thing, and not one for all of a kind.
    pub fn is_verbose(self) -> bool {
        self.least < Level::Reject
    }

    /// Draws the first diagnostics of a document and counts the rest; `how` says how to see those.
    pub fn draw_all<'d>(
        self,
        document: &str,
        text: &Text,
        diagnostics: impl Iterator<Item = &'d Diagnostic>,
        how: impl Display,
    ) {
        if self.quiet {
            return;
        }
        let mut left_out = Tally::default();
        for (at, diagnostic) in diagnostics.enumerate() {
            if at < DRAWN {
                self.draw(document, text, diagnostic);
            } else {
                left_out.count(diagnostic.level());
            }
        }
        if !left_out.is_empty() {
            self.say(format_args!("{document}: {left_out} more; to see all of them: {how}"));
        }
    }

    /// Draws a diagnostic on its printed line.
    fn draw(self, document: &str, text: &Text, diagnostic: &Diagnostic) {
        let paint = self.paint();
        let level = diagnostic.level();
        // Words of several lines are quoted in it.
        let message = on_one_line(&diagnostic.message);
        let message = visible(&message);
        if self.json {
            let code = diagnostic.code.name();
            let place = diagnostic.span.map(|span| window::place(text, span));
            let printed = diagnostic.span.map(|span| window::beginning(text.slice(span), LOGGED));
            let facts = json!({"code": code, "document": document, "place": place, "printed": printed});
            return Self::record(&level.to_string(), &diagnostic.message, facts);
        }
        let title = paint.level(level, format_args!("{level}[{}]", diagnostic.code));
        let lines = match diagnostic.span {
            Some(span) => format!(
                ", {}\n{}",
                window::place(text, span),
                caret(text, span, paint, level, DRAWN_LINES)
            ),
            None => String::new(),
        };
        Self::line(format_args!(
            "{title}: {message}\n  ──▶ {}{}",
            visible(document),
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

/// How many of each weight there are; notes are not spoken of unless they are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    rejects: u64,
    warnings: u64,
    notes: u64,
}

impl Tally {
    /// One more.
    pub fn count(&mut self, level: Level) {
        *match level {
            Level::Reject => &mut self.rejects,
            Level::Warning => &mut self.warnings,
            Level::Note => &mut self.notes,
        } += 1;
    }

    /// Whether there is nothing to speak of.
    pub fn is_empty(&self) -> bool {
        self.rejects + self.warnings + self.notes == 0
    }
}

/// `2 rejects, 1 warning`.
impl Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [
            (self.rejects, "reject", "rejects"),
            (self.warnings, "warning", "warnings"),
            (self.notes, "note", "notes"),
        ];
        let parts = parts.into_iter().filter(|&(count, ..)| count > 0);
        let parts: Vec<String> = parts.map(|(count, one, many)| counted(count, one, many)).collect();
        f.write_str(&parts.join(", "))
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
                bar.set_message(visible(name).into_owned());
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

/// A text on one line, as exact as that lets it be: what steers a terminal is escaped on the way to one.
pub fn on_one_line(words: &str) -> String {
    words
        .chars()
        .map(|c| {
            if matches!(c, '\n' | '\r' | '\t' | '\u{a0}') {
                ' '
            } else {
                c
            }
        })
        .collect()
}
