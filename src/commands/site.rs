//! `site`: an output to look at, in any browser, from disk.

use std::path::PathBuf;

use crate::site::{self, Documents, Tables};
use crate::write::exchange::Exchange;

use super::{Failure, Outcome};
use crate::cli::Site;
use crate::settings::File;
use crate::terminal::Terminal;

/// Writes the page.
pub fn site(arguments: &Site, settings: &File, terminal: Terminal) -> Result<Outcome, Failure> {
    let output = settings.output(arguments.folder.as_ref());
    super::check::mend(&output, terminal)?;
    let place = arguments.out.clone().unwrap_or_else(|| PathBuf::from("site"));
    let tables = Tables::read(&output)?;
    // Refused before the work, not after it.
    let exchange = Exchange::begin(&place, &output)?;
    let documents = Documents::find(&settings.store(arguments.store.as_ref()), &tables.documents)?;
    let made = site::write(&tables, &documents, &exchange)?;
    exchange.publish("site", &())?;
    for (document, why) in &made.without {
        terminal.warning(format_args!("{document}: pages without a picture: {why}"));
    }
    let count = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    terminal.say(format_args!(
        "{}: {}, {} of pages; open {}",
        place.display(),
        count(tables.communications.len(), "record"),
        count(made.pictures, "picture"),
        place.join("index.html").display()
    ));
    Ok(Outcome::of(made.without.is_empty()))
}
