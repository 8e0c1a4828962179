//! Facts of the order that need no page.
