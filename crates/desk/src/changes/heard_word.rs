//! What a customer typed on a link about an approved order, read; and what becomes of it in the rows and the history.

use platform::history::hex;
use platform::limits::FIELD_CHARS;
use platform::trouble::Say;
use platform::who::Person;
use platform::{Trouble, Tx};
use serde::Deserialize;
use serde_json::{Value, json};

use super::heard::{Link, Word, Words};
use super::request::Mark;
use crate::intake::{Origin, strokes};
use crate::review::bounded;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WordForm {
    /// A [`Word`].
    pub answer: String,
    pub name: String,
    /// Strokes as the data of an SVG path.
    pub drawn: String,
    /// What is not right, or why not.
    pub text: String,
    pub lang: String,
}

/// The same, read.
pub struct Typed {
    pub kind: Word,
    name: String,
    text: String,
    drawn: String,
}

impl Typed {
    /// `kinds`: what the document's link takes.
    pub fn read(form: &WordForm, kinds: &[Word]) -> Result<Typed, Trouble> {
        let (name, text) = (form.name.trim(), bounded("text", &form.text)?);
        if name.chars().count() as u64 > FIELD_CHARS.value {
            return Err(Trouble::invalid("name", Say::new("intake-too-long").arg("limit", FIELD_CHARS.value)));
        }
        let drawn = strokes(&form.drawn)?.to_string();
        let Some(kind) = Word::from_code(&form.answer).filter(|kind| kinds.contains(kind)) else {
            return Err(Trouble::invalid("answer", Say::new("heard-answer-unknown")));
        };
        Ok(Typed { kind, name: name.to_string(), text, drawn })
    }

    pub fn has_name(&self) -> bool {
        !self.name.is_empty()
    }

    pub fn has_text(&self) -> bool {
        !self.text.is_empty()
    }

    /// What is kept: only a signature has strokes, and who disputes or understands need not say who he is.
    pub fn words<'a>(&'a self, who: &'a Person) -> Words<'a> {
        let (name, text) = (self.name.as_str(), self.text.as_str());
        match self.kind {
            Word::Signed => Words { name, text: "", drawn: &self.drawn },
            Word::Agreed => Words { name, text, drawn: &self.drawn },
            Word::Refused => Words { name, text, drawn: "" },
            Word::Disputed => Words { name: &who.name, text, drawn: "" },
            Word::Understood => Words { name: &who.name, text: "", drawn: "" },
        }
    }
}

/// As it stands in the document; the digest is of what it is about.
pub fn mark(tx: &Tx, who: &Person, words: &Words<'_>, digest: String) -> Mark {
    Mark { by: None, name: words.name.into(), medium: "link".into(), digest, ..Mark::of(tx, who, words.text) }
}

/// As it stands in the history.
pub fn proof(link: &Link, words: &Words<'_>, origin: &Origin) -> Value {
    json!({ "name": words.name, "medium": "link", "text": words.text, "address": origin.address, "agent": origin.agent,
        "digest": hex(&link.digest), "link": link.id })
}
