//! Parts of a string by bytes that are known to lie in it.
//!
//! A place that was computed wrongly is no empty string: it stops a test.

/// Cuts a string at bytes that lie in it, on character boundaries. What does not is an assertion where those are
/// checked, and else nothing.
pub trait Cut {
    /// What stands before the byte `end`.
    fn before(&self, end: usize) -> &str;
    /// What stands from the byte `start` on.
    fn after(&self, start: usize) -> &str;
    /// What stands from the byte `start` to the byte `end`.
    fn between(&self, start: usize, end: usize) -> &str;
}

impl Cut for str {
    #[track_caller]
    fn before(&self, end: usize) -> &str {
        self.between(0, end)
    }

    #[track_caller]
    fn after(&self, start: usize) -> &str {
        self.between(start, self.len())
    }

    #[track_caller]
    fn between(&self, start: usize, end: usize) -> &str {
        let part = self.get(start..end);
        debug_assert!(
            part.is_some(),
            "{start} to {end} is no part of a string of {} bytes",
            self.len()
        );
        part.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_string() {
        let string = "né le 3";
        assert_eq!(
            (string.before(3), string.after(3), string.between(1, 3)),
            ("né", " le 3", "é")
        );
        assert_eq!((string.before(0), string.after(8), string.between(8, 8)), ("", "", ""));
    }

    #[test]
    #[cfg_attr(not(debug_assertions), ignore = "only checked with debug assertions")]
    #[should_panic(expected = "2 to 3 is no part of a string of 8 bytes")]
    fn half_a_character_is_no_part() {
        "né le 3".between(2, 3);
    }
}
