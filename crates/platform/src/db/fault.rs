//! What went wrong on our side: names the operation, keeps its source, tells what may be tried again.

use std::error::Error;
use std::fmt;

#[derive(Debug)]
pub struct Fault {
    /// The operation that failed: a statement's name, "commit", "open".
    pub doing: String,
    pub kind: FaultKind,
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// A named constraint said no; the act turns it into a field message where it can.
    Constraint(String),
    /// The engine asks to run the transaction again (deadlock, serialization).
    Again,
    /// The connection went away before COMMIT: nothing happened, run again.
    Lost,
    /// The connection went away during COMMIT: nobody knows; ask with the idempotency key.
    Unconfirmed,
    /// An earlier statement of this transaction failed and was swallowed: it may not commit.
    Broken,
    /// Too much is waiting already.
    Busy,
    /// The act panicked.
    Panic,
    Other,
}

impl Fault {
    pub fn new(doing: &str, kind: FaultKind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Fault {
        Fault { doing: doing.to_string(), kind, source: Some(source.into()) }
    }

    pub fn other(doing: &str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Fault {
        Fault::new(doing, FaultKind::Other, source)
    }

    /// The name of the constraint that said no.
    pub fn constraint(&self) -> Option<&str> {
        match &self.kind {
            FaultKind::Constraint(name) => Some(name),
            _ => None,
        }
    }

    pub fn may_run_again(&self) -> bool {
        matches!(self.kind, FaultKind::Again | FaultKind::Lost)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.doing, self.kind)?;
        if let Some(source) = &self.source {
            write!(f, ": {source}")?;
            let mut inner = source.source();
            while let Some(cause) = inner {
                write!(f, ": {cause}")?;
                inner = cause.source();
            }
        }
        Ok(())
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|s| &**s as &(dyn Error + 'static))
    }
}
