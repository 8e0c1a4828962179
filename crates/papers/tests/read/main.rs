//! Reads papers of every kind the desk gets and compares with what a careful clerk would enter.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod read {
    mod fuzz;
    mod kit;
    mod nasty;
    mod samples;
    mod sheets;
    mod texts;
    mod ubl;
}
