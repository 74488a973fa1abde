//! Which failures are worth another try, and how long to wait before it.

use std::cell::Cell;
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use backon::{BlockingRetryable as _, ExponentialBuilder};
use jiff::Timestamp;
use reqwest::StatusCode;

use super::error::Error;

/// Longest wait between two tries.
const MAX_BACKOFF: Duration = Duration::from_mins(1);

/// Longest `Retry-After` that is waited for; who asks for more is asked again by the next run.
const MAX_RETRY_AFTER: Duration = Duration::from_mins(2);

/// Asks until it succeeds, at most `retries` times more, with waits that begin at `first_wait`, double, and vary.
pub(super) fn ask<T>(
    retries: usize,
    first_wait: Duration,
    mut once: impl FnMut() -> Result<T, Error>,
) -> Result<T, Error> {
    let tries = Cell::new(0);
    let asked_for = Rc::new(Cell::new(Duration::ZERO));
    let least = Rc::clone(&asked_for);
    let once = || {
        tries.set(tries.get() + 1);
        once()
    };
    let waits = ExponentialBuilder::new()
        .with_min_delay(first_wait)
        .with_max_delay(MAX_BACKOFF)
        .with_max_times(retries)
        .with_jitter();
    once.retry(waits)
        .sleep(move |wait: Duration| thread::sleep(wait.max(least.get())))
        .when(is_worth_another_try)
        .notify(|error, _| asked_for.set(error.retry_after().unwrap_or_default()))
        .call()
        .map_err(|error| error.tried(tries.get()))
}

/// What another moment may mend: a busy server, a connection that broke. Not silence, which costs the most time.
fn is_worth_another_try(error: &Error) -> bool {
    match error {
        Error::Status { status, .. } => {
            let busy = [
                StatusCode::REQUEST_TIMEOUT,
                StatusCode::TOO_MANY_REQUESTS,
                StatusCode::INTERNAL_SERVER_ERROR,
                StatusCode::BAD_GATEWAY,
                StatusCode::SERVICE_UNAVAILABLE,
                StatusCode::GATEWAY_TIMEOUT,
            ];
            busy.contains(status) && error.retry_after().is_none_or(|wait| wait <= MAX_RETRY_AFTER)
        }
        Error::Request { cause, .. } => !cause.is_timeout() && !cause.is_connect() && !cause.is_builder(),
        Error::Body { cause, .. } => !timed_out(cause),
        _ => false,
    }
}

fn timed_out(cause: &std::io::Error) -> bool {
    let inner = cause.get_ref().and_then(|inner| inner.downcast_ref::<reqwest::Error>());
    cause.kind() == std::io::ErrorKind::TimedOut || inner.is_some_and(reqwest::Error::is_timeout)
}

/// The wait that a `Retry-After` asks for: seconds, or a day and time.
pub(super) fn retry_after(written: &str, now: Timestamp) -> Option<Duration> {
    let written = written.trim();
    if let Ok(seconds) = written.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::parse(written).ok()?.timestamp();
    // A time that has passed, by our clock, is now.
    Some(Duration::try_from(until.duration_since(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_when_to_come_back_in_seconds_or_by_the_clock() {
        let now: Timestamp = "2017-02-28T00:00:00Z".parse().expect("a time");
        let wait = |written: &str| retry_after(written, now);
        assert_eq!(wait("3"), Some(Duration::from_secs(3)));
        assert_eq!(wait(" 0 "), Some(Duration::ZERO));
        assert_eq!(wait("Tue, 28 Feb 2017 00:01:30 GMT"), Some(Duration::from_secs(90)));
        assert_eq!(wait("Mon, 27 Feb 2017 00:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("-3"), None);
        assert_eq!(wait("soon"), None);
        assert_eq!(wait(""), None);
    }
}
