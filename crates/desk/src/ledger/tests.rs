//! Facts of the ledger.
