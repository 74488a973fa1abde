//! `fetch`: documents into the store, and what the store holds.

use std::collections::BTreeSet;
use std::io::Write as _;

use rapporteur::catalogue::{Catalogue, SourceKind};
use rapporteur::fetch::{Client, Fetched, Options};
use rapporteur::lock::Wait;
use rapporteur::run::{self, Event, Plan, counted};
use rapporteur::store::Store;
use rapporteur::write;

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
    let watch = |event: Event<'_>| tell(event, &stages, terminal);
    let catalogue = catalogue(sources, settings)?;
    tell_faults(&catalogue, terminal);
    let (plan, indexes) = Plan::make(&catalogue, &sources.only, &store, &options)?;
    let news = plan.tell(&watch);
    let attempts = run::attempts(&plan, indexes, &store, &options, &watch)?;
    stages.end();
    for (source, attempt) in &attempts {
        match attempt {
            Ok(Fetched { trouble: Some(_), .. }) => {}
            Ok(fetched) => terminal.say(format_args!("{}: {:?} {}", source.id, fetched.how, fetched.sha256)),
            Err(error) => terminal.error(format_args!("{}: {error}", source.id)),
        }
    }
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
        tell(event, &stages, terminal);
    })?)
}

/// Says what happens while sources are fetched.
pub(super) fn tell(event: Event<'_>, stages: &Stages, terminal: Terminal) {
    match event {
        Event::Waiting(what) => terminal.say(format_args!("waiting: {what}")),
        Event::Odd(what) => stages.above(|| terminal.warning(what)),
        Event::News(index, found) => stages.above(|| {
            for link in &found.new {
                terminal.say(format_args!("{index}: new source `{}`: {}", link.id, link.url));
            }
            for link in &found.gone {
                terminal.error(format_args!(
                    "{index}: no link to `{}` any more; it is still asked for at {}",
                    link.id, link.url
                ));
            }
            for fault in &found.faults {
                terminal.error(format_args!("{index}: {fault}"));
            }
        }),
        Event::Fetching(steps) => stages.begin(steps, "fetch"),
        Event::Extracting(steps) => stages.begin(steps, "extract"),
        Event::Fetched(source) => stages.step(Some(&source.id)),
        Event::LastGood(source, why) => {
            let used = match source.kind {
                SourceKind::Database => "what the store has is used",
                _ => "the last good document is used",
            };
            stages.above(|| terminal.error(format_args!("{}: {why}; {used}", source.id)));
        }
        Event::Came(_) | Event::Left(..) | Event::Held(..) => {}
    }
}

/// How the arguments want it to be fetched.
pub(super) fn options(arguments: &Sources, settings: &File) -> Options {
    Options {
        offline: arguments.offline,
        client: Client::new(settings.asking(arguments)),
    }
}
