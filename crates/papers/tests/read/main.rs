//! Reads papers of every kind the desk gets and compares with what a careful clerk would enter.

mod read {
    mod fuzz;
    mod kit;
    mod nasty;
    mod samples;
    mod sheets;
    mod texts;
    mod ubl;
}
