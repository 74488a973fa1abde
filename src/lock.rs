//! One run at a time: a lock that ends with its process, however that ends.

use std::fs::{File, TryLockError};
use std::io;
use std::thread;
use std::time::{Duration, Instant};

/// Time between two looks at a lock that somebody holds.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// How long to wait for another run, and whom to tell that one waits.
pub struct Wait<'a> {
    /// Longest wait; zero refuses at once.
    pub at_most: Duration,
    /// Told once, before the first wait, what is waited for.
    pub tell: &'a dyn Fn(&str),
}

impl Wait<'_> {
    /// Waits for nobody.
    pub const NOT: Self = Wait {
        at_most: Duration::ZERO,
        tell: &|_| {},
    };
}

/// Takes the lock of an open file, which is held until the file is closed. `false`: somebody still has it.
///
/// `what` says, when it is called, what is waited for.
pub(crate) fn take(file: &File, wait: &Wait<'_>, what: impl Fn() -> String) -> io::Result<bool> {
    let started = Instant::now();
    let mut told = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if started.elapsed() >= wait.at_most => return Ok(false),
            Err(TryLockError::WouldBlock) => {}
        }
        if !told {
            (wait.tell)(&what());
            told = true;
        }
        thread::sleep(LOOK_AGAIN);
    }
}
