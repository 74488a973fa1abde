//! What a server may expect of us: one request at a time, a pause between two, and its robots.txt obeyed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use reqwest::Url;
use texting_robots::Robot;

/// After how many sources in a row without any answer a host is left alone for the rest of the run.
pub(super) const MAX_SILENCES: u32 = 3;

/// Longest `Crawl-delay` that is kept, so that one line of a server cannot stop a night's run.
const MAX_CRAWL_DELAY: Duration = Duration::from_secs(30);

/// How robots.txt calls us: the User-Agent without its version.
pub(super) const ROBOT_NAME: &str = env!("CARGO_PKG_NAME");

/// Every host that a run talks to.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    hosts: Mutex<BTreeMap<String, Arc<Mutex<Host>>>>,
}

/// A host while it is ours to ask.
#[derive(Debug, Default)]
pub(super) struct Host {
    /// When the last answer ended.
    last: Option<Instant>,
    silences: u32,
    /// What each of its origins (scheme and port) asks of robots.
    rules: BTreeMap<String, Arc<Rules>>,
}

/// What an origin's robots.txt says to us.
pub(super) struct Rules {
    robot: Option<Robot>,
}

impl std::fmt::Debug for Rules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rules").field("delay", &self.delay()).finish()
    }
}

impl Rules {
    /// Reads a robots.txt. One that cannot be read forbids nothing, as one that is not there.
    pub(super) fn read(text: &[u8]) -> Self {
        let robot = Robot::new(ROBOT_NAME, text).ok();
        Self { robot }
    }

    /// May we ask for this address?
    pub(super) fn allow(&self, url: &Url) -> bool {
        self.robot.as_ref().is_none_or(|robot| robot.allowed(url.as_str()))
    }

    /// The pause that the server asks for.
    pub(super) fn delay(&self) -> Duration {
        let seconds = self.robot.as_ref().and_then(|robot| robot.delay).unwrap_or_default();
        Duration::try_from_secs_f32(seconds)
            .unwrap_or_default()
            .min(MAX_CRAWL_DELAY)
    }
}

impl Hosts {
    /// The host of an address.
    pub(super) fn of(&self, url: &Url, local: bool) -> Arc<Mutex<Host>> {
        let name = name(url, local);
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hosts.entry(name).or_default())
    }
}

/// Names a host: http and https are one server. On this machine each port is another program.
pub(super) fn name(url: &Url, local: bool) -> String {
    let name = url.host_str().unwrap_or_default();
    if local {
        format!("{name}:{}", url.port_or_known_default().unwrap_or_default())
    } else {
        name.to_owned()
    }
}

/// Waits until nobody else asks this host. One whose asker panicked can be asked again.
pub(super) fn turn(host: &Mutex<Host>) -> MutexGuard<'_, Host> {
    host.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Host {
    /// Waits until so much time has passed since the last answer.
    pub(super) fn rest(&self, pause: Duration) {
        if let Some(last) = self.last {
            thread::sleep(pause.saturating_sub(last.elapsed()));
        }
    }

    /// Notes that an exchange has ended now.
    pub(super) fn ended(&mut self) {
        self.last = Some(Instant::now());
    }

    /// Notes whether somebody answered.
    pub(super) fn answered(&mut self, anybody: bool) {
        self.silences = if anybody { 0 } else { self.silences + 1 };
    }

    /// Whether it was silent so often that it is asked no more.
    pub(super) fn is_given_up(&self) -> bool {
        self.silences >= MAX_SILENCES
    }

    pub(super) fn rules(&self, origin: &str) -> Option<Arc<Rules>> {
        self.rules.get(origin).map(Arc::clone)
    }

    pub(super) fn learn(&mut self, origin: String, rules: Rules) -> Arc<Rules> {
        let rules = Arc::new(rules);
        self.rules.insert(origin, Arc::clone(&rules));
        rules
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn robots_are_obeyed_by_our_name_and_by_the_longest_rule() {
        let text = b"User-agent: *\nDisallow: /\n\nUser-agent: rapporteur\nCrawl-delay: 2\nDisallow: /private\nAllow: /private/open\n";
        let rules = Rules::read(text);
        let allows = |path: &str| rules.allow(&Url::parse(&format!("https://example.org{path}")).expect("an address"));
        assert_eq!(
            ["/", "/private", "/private/a", "/private/open", "/robots.txt"].map(allows),
            [true, false, false, true, true]
        );
        assert_eq!(rules.delay(), Duration::from_secs(2));
        assert_eq!(
            Rules::read(b"User-agent: *\nCrawl-delay: 86400\n").delay(),
            MAX_CRAWL_DELAY
        );
        assert_eq!(Rules::read(b"Crawl-delay: -1\n").delay(), Duration::ZERO);
        let page = Url::parse("https://example.org/page").expect("an address");
        assert!(Rules::read(b"<!DOCTYPE html><title>Not found</title>").allow(&page));
        assert!(Rules::read(b"\xff\xfe\0").allow(&page));
        assert!(!Rules::read(b"User-agent: *\nDisallow: /\n").allow(&page));
    }

    #[test]
    fn a_host_that_is_often_silent_is_given_up() {
        let mut host = Host::default();
        for _ in 0..2 {
            host.answered(false);
        }
        assert!(!host.is_given_up());
        host.answered(true);
        for _ in 0..MAX_SILENCES {
            assert!(!host.is_given_up());
            host.answered(false);
        }
        assert!(host.is_given_up());
    }
}
