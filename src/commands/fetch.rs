//! `fetch`: documents into the store, and what the store holds.

use std::collections::BTreeSet;
use std::io::Write as _;

use crate::catalogue::{Catalogue, Location, Source};
use crate::fetch::discover::{Found, Link};
use crate::fetch::{Client, Fetched, Options};
use crate::lock::Wait;
use crate::run::{self, Event, Plan, counted};
use crate::store::Store;
use crate::write;

use super::unanswered::Unanswered;
use super::{Failure, Outcome, print};
use crate::cli::{Fetch, Sources};
use crate::settings::File;
use crate::terminal::{Stages, Terminal};

/// Fetches and no more, or looks after what was fetched.
pub fn fetch(arguments: &Fetch, settings: &File, terminal: Terminal) -> Result<Outcome, Failure> {
    let sources = &arguments.sources;
    if arguments.status {
        return status(sources, settings, terminal);
    }
    let store = store(sources, settings, terminal)?;
    if arguments.verify {
        return verify(&store, terminal);
    }
    if arguments.prune {
        return prune(&store, terminal);
    }
    let options = options(sources, settings);
    let stages = Stages::new(terminal);
    let aged = Unanswered::default();
    let watch = |event: Event<'_>| tell(event, &stages, &aged, terminal);
    let catalogue = catalogue(sources, settings)?;
    tell_faults(&catalogue, terminal);
    let (plan, indexes) = Plan::make(&catalogue, &sources.only, &store, &options)?;
    let news = plan.tell(&watch);
    let attempts = run::attempts(&plan, indexes, &store, &options, &watch)?;
    stages.end();
    tell_aged(&aged, terminal);
    let missing = Unanswered::default();
    for (source, attempt) in &attempts {
        match attempt {
            Ok(Fetched { trouble: Some(_), .. }) => {}
            Ok(fetched) => terminal.say(format_args!("{}: {:?} {}", source.id, fetched.how, fetched.sha256)),
            Err(error) => missing.add(&source.id, address(source), &error.to_string()),
        }
    }
    missing.tell(terminal, |id, reason| format!("{id}: {reason}"), "not fetched");
    let well = attempts.iter().all(run::is_up_to_date);
    news.remember(&store)?;
    Ok(Outcome::of(well && news.is_good() && catalogue.faults.is_empty()))
}

/// Prints what the store holds, a line of JSON a source and place.
fn status(arguments: &Sources, settings: &File, terminal: Terminal) -> Result<Outcome, Failure> {
    let store = Store::open(&settings.store(arguments.store.as_ref()))?;
    let holdings = store.holdings()?;
    let shown = holdings
        .iter()
        // What servers say to robots is no source.
        .filter(|holding| !holding.source.starts_with('/'))
        .filter(|holding| arguments.only.is_empty() || arguments.only.contains(&holding.source));
    print(|to| shown.clone().try_for_each(|holding| write::line(holding, to)))?;
    for line in store.unread_lines() {
        terminal.warning(line);
    }
    let held: BTreeSet<&str> = shown.clone().map(|holding| holding.source.as_str()).collect();
    for id in arguments.only.iter().filter(|id| !held.contains(id.as_str())) {
        terminal.error(format_args!("{id}: nothing of it is in the store"));
    }
    let lost = shown.filter(|holding| holding.bytes.is_none()).count();
    let missing = arguments.only.iter().any(|id| !held.contains(id.as_str()));
    Ok(Outcome::of(lost == 0 && !missing))
}

/// Compares every document with its digest.
fn verify(store: &Store, terminal: Terminal) -> Result<Outcome, Failure> {
    let verified = store.verify()?;
    for fault in &verified.faults {
        terminal.error(fault);
    }
    for path in &verified.unfinished {
        terminal.warning(format_args!(
            "removed {}, which a run that was killed left",
            path.display()
        ));
    }
    terminal.say(format_args!(
        "{} of {} bytes {} intact, {}",
        counted(verified.intact as u64, "document", "documents"),
        verified.bytes,
        if verified.intact == 1 { "is" } else { "are" },
        counted(verified.faults.len() as u64, "fault", "faults"),
    ));
    Ok(Outcome::of(verified.faults.is_empty()))
}

/// Removes old versions.
fn prune(store: &Store, terminal: Terminal) -> Result<Outcome, Failure> {
    let pruned = store.prune()?;
    print(|to| pruned.documents.iter().try_for_each(|digest| writeln!(to, "{digest}")))?;
    terminal.say(format_args!(
        "removed {} of {} bytes",
        counted(pruned.documents.len() as u64, "old version", "old versions"),
        pruned.bytes
    ));
    Ok(Outcome::AsExpected)
}

/// The catalogue that was named, or the built-in one.
pub(super) fn catalogue(arguments: &Sources, settings: &File) -> Result<Catalogue, Failure> {
    let catalogue = match settings.catalogue(arguments.catalogue.as_ref()) {
        Some(path) => Catalogue::load(path)?,
        None => Catalogue::built_in().clone(),
    };
    // What an index led to is asked for later; without one, a slip is told before anything is done.
    if catalogue.sources.iter().all(|source| source.discover.is_none()) {
        catalogue.only(&arguments.only)?;
    }
    Ok(catalogue)
}

/// Says what was named and is not on the disk.
pub(super) fn tell_faults(catalogue: &Catalogue, terminal: Terminal) {
    for fault in &catalogue.faults {
        terminal.error(fault);
    }
}

/// The store, for a command that writes to it: it waits for another one to end.
fn store(arguments: &Sources, settings: &File, terminal: Terminal) -> Result<Store, Failure> {
    let folder = settings.store(arguments.store.as_ref());
    let waiting = |what: &str| terminal.say(format_args!("waiting: {what}"));
    let wait = Wait {
        at_most: settings.wait(arguments),
        tell: &waiting,
    };
    let stages = Stages::new(terminal);
    Ok(run::open_store(&folder, &wait, arguments.offline, &|event| {
        tell(event, &stages, &Unanswered::default(), terminal);
    })?)
}

/// Says what happens while sources are fetched.
pub(super) fn tell(event: Event<'_>, stages: &Stages, aged: &Unanswered, terminal: Terminal) {
    match event {
        Event::Waiting(what) => terminal.say(format_args!("waiting: {what}")),
        Event::Odd(what) => stages.above(|| terminal.warning(what)),
        Event::News(index, found) => stages.above(|| tell_news(index, found, terminal)),
        Event::Fetching(steps) => stages.begin(steps, "fetch"),
        Event::Extracting(steps) => stages.begin(steps, "extract"),
        Event::Fetched(source) => stages.step(Some(&source.id)),
        Event::LastGood(source, why) => aged.add(&source.id, address(source), why),
        Event::Came(_) | Event::OfCases(_) | Event::Left(..) | Event::Held(..) => {}
    }
}

/// Says which sources are new, gone or at fault: of each kind one line that names them all, or, when asked for, one each.
fn tell_news(index: &str, found: &Found, terminal: Terminal) {
    /// Up to so many have a line each.
    const FEW: usize = 3;
    let each = |links: &[Link]| terminal.is_verbose() || links.len() <= FEW;
    let names = |links: &[Link]| {
        let ids: Vec<&str> = links.iter().map(|link| link.id.as_str()).collect();
        ids.join(", ")
    };
    if each(&found.new) {
        for link in &found.new {
            terminal.say(format_args!("{index}: new source `{}`: {}", link.id, link.url));
        }
    } else {
        let (count, names) = (found.new.len(), names(&found.new));
        terminal.say(format_args!("{index}: {count} new sources: {names}"));
    }
    if each(&found.gone) {
        for link in &found.gone {
            terminal.error(format_args!(
                "{index}: no link to `{}` any more; it is still asked for at {}",
                link.id, link.url
            ));
        }
    } else {
        let (count, names) = (found.gone.len(), names(&found.gone));
        terminal.error(format_args!(
            "{index}: no link to {count} sources any more; they are still asked for: {names}"
        ));
    }
    for fault in &found.faults {
        terminal.error(format_args!("{index}: {fault}"));
    }
}

/// Says which sources are as old as their last good document.
pub(super) fn tell_aged(aged: &Unanswered, terminal: Terminal) {
    aged.tell(
        terminal,
        |id, reason| format!("{id}: {reason}; the last good document is used"),
        "could not be had, and the last good documents are used",
    );
}

/// The address that a source is asked for at.
fn address(source: &Source) -> Option<&str> {
    match &source.location {
        Location::Url(url) => Some(url),
        Location::File(_) => None,
    }
}

/// How the arguments want it to be fetched.
pub(super) fn options(arguments: &Sources, settings: &File) -> Options {
    Options {
        offline: arguments.offline,
        client: Client::new(settings.asking(arguments)),
    }
}
