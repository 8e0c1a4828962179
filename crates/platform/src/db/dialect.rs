//! The few words in which the two engines differ. A statement says `{for update}`; this says what
//! that is on each. Column words stand in migrations only.

/// The engines we run on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// word, SQLite, PostgreSQL
const WORDS: &[(&str, &str, &str)] = &[
    ("{id}", "BLOB", "UUID"),
    ("{instant}", "INTEGER", "BIGINT"),
    ("{day}", "INTEGER", "BIGINT"),
    ("{money}", "INTEGER", "BIGINT"),
    ("{int}", "INTEGER", "BIGINT"),
    ("{bool}", "INTEGER", "BOOLEAN"),
    ("{text}", "TEXT", "TEXT COLLATE \"C\""),
    ("{bytes}", "BLOB", "BYTEA"),
    ("{strict}", "STRICT", ""),
    // A table that is its own key: SQLite keeps its rows once, in the key's order.
    ("{keyed}", "STRICT, WITHOUT ROWID", ""),
    ("{for update}", "", "FOR UPDATE"),
    ("{skip locked}", "", "FOR UPDATE SKIP LOCKED"),
];

/// The text of a statement for one engine. `{ids:$1}` and `{texts:$1}` are lists given as one parameter.
pub fn expand(text: &str, engine: Engine) -> String {
    let mut out = text.to_string();
    if !out.contains('{') {
        return out;
    }
    for (word, lite, pg) in WORDS {
        if out.contains(word) {
            out = out.replace(word, if engine == Engine::Sqlite { lite } else { pg });
        }
    }
    for (word, cast) in [("{ids:", "uuid[]"), ("{texts:", "text[]"), ("{ints:", "bigint[]")] {
        while let Some(at) = out.find(word) {
            let end = at + out[at..].find('}').unwrap_or(out.len() - at - 1);
            let param = out[at + word.len()..end].to_string();
            let list = match engine {
                Engine::Sqlite => format!("SELECT value FROM rarray({param})"),
                Engine::Postgres => format!("SELECT unnest({param}::{cast})"),
            };
            out.replace_range(at..=end, &list);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_parameter_becomes_each_engines_own_form() {
        let text = "WITH w (id) AS ({ids:$1}) SELECT 1 FROM w {for update}";
        assert_eq!(expand(text, Engine::Sqlite), "WITH w (id) AS (SELECT value FROM rarray($1)) SELECT 1 FROM w ");
        assert_eq!(
            expand(text, Engine::Postgres),
            "WITH w (id) AS (SELECT unnest($1::uuid[])) SELECT 1 FROM w FOR UPDATE"
        );
    }
}
