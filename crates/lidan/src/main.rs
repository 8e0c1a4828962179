//! The program `lidan`. Everything it does stands in the library beside it, so that tests run the same code.

use std::process::ExitCode;

fn main() -> ExitCode {
    lidan::run()
}
