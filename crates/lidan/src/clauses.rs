//! `lidan clauses`: the regulation's clauses and where each stands in the product.

use std::process::ExitCode;

use crate::Done;

pub fn clauses(json: bool) -> Done {
    let all = desk::process::clauses_json();
    if json {
        say!("{all}");
        return Ok(ExitCode::SUCCESS);
    }
    for clause in all.as_array().into_iter().flatten() {
        let text = |name: &str| clause.get(name).and_then(|value| value.as_str()).unwrap_or("").to_string();
        say!("{}\t{}\t{}", text("id"), text("state"), text("title"));
    }
    Ok(ExitCode::SUCCESS)
}
