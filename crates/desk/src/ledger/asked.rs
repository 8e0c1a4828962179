//! The query of a ledger's address, as it came.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;

/// Unknown words are left out, not refused: an old bookmark still opens.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub q: String,
    pub approval: String,
    pub execution: String,
    pub confirmation: String,
    pub channel: String,
    /// An id, or `me`.
    pub owner: String,
    /// An id, or the customer's code.
    pub customer: String,
    pub product: String,
    /// A part number as it stands on lines, known or not.
    pub sku: String,
    pub currency: String,
    pub special: String,
    pub major: String,
    pub open: String,
    pub late: String,
    /// `me`: orders with a duty of mine.
    pub waiting: String,
    /// A month, `2026-11`, or `this`.
    pub month: String,
    pub from: String,
    pub to: String,
    pub sort: String,
    pub dir: String,
    /// What the rows are put together by, instead of a list of them.
    pub group: String,
    pub dense: String,
    /// Empty: the usual columns; `more`: all; or their keys with commas between.
    pub cols: String,
    pub after: String,
    pub before: String,
}

impl Asked {
    fn pairs(&self) -> [(&'static str, &str); 25] {
        [
            ("q", &self.q),
            ("approval", &self.approval),
            ("execution", &self.execution),
            ("confirmation", &self.confirmation),
            ("channel", &self.channel),
            ("owner", &self.owner),
            ("customer", &self.customer),
            ("product", &self.product),
            ("sku", &self.sku),
            ("currency", &self.currency),
            ("special", &self.special),
            ("major", &self.major),
            ("open", &self.open),
            ("late", &self.late),
            ("waiting", &self.waiting),
            ("month", &self.month),
            ("from", &self.from),
            ("to", &self.to),
            ("sort", &self.sort),
            ("dir", &self.dir),
            ("group", &self.group),
            ("dense", &self.dense),
            ("cols", &self.cols),
            ("after", &self.after),
            ("before", &self.before),
        ]
    }

    fn slot(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "q" => &mut self.q,
            "approval" => &mut self.approval,
            "execution" => &mut self.execution,
            "confirmation" => &mut self.confirmation,
            "channel" => &mut self.channel,
            "owner" => &mut self.owner,
            "customer" => &mut self.customer,
            "product" => &mut self.product,
            "sku" => &mut self.sku,
            "currency" => &mut self.currency,
            "special" => &mut self.special,
            "major" => &mut self.major,
            "open" => &mut self.open,
            "late" => &mut self.late,
            "waiting" => &mut self.waiting,
            "month" => &mut self.month,
            "from" => &mut self.from,
            "to" => &mut self.to,
            "sort" => &mut self.sort,
            "dir" => &mut self.dir,
            "group" => &mut self.group,
            "dense" => &mut self.dense,
            "cols" => &mut self.cols,
            "after" => &mut self.after,
            "before" => &mut self.before,
            _ => return None,
        })
    }

    /// Reads `a=b&c=d`. Columns may come one by one, as ticks of a form do; of everything else the last counts.
    pub fn parse(query: &str) -> Asked {
        let mut asked = Asked::default();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decoded(value);
            let Some(slot) = asked.slot(name) else { continue };
            if name == "cols" && !slot.is_empty() && !value.is_empty() {
                slot.push(',');
                slot.push_str(&value);
            } else if name != "cols" || !value.is_empty() {
                *slot = value;
            }
        }
        asked
    }

    /// The query with some of it changed; an empty value takes a filter away. Where one stands in the list goes too.
    pub fn with(&self, changes: &[(&str, &str)]) -> String {
        let mut parts = Vec::new();
        for (name, value) in self.pairs() {
            let changed = changes.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
            let value = match changed {
                Some(value) => value,
                None if matches!(name, "after" | "before") => "",
                None => value,
            };
            if !value.is_empty() {
                let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
                parts.push(format!("{name}={value}"));
            }
        }
        parts.join("&")
    }

    /// What is asked beside these, for forms that change them and keep the rest.
    pub fn without(&self, names: &[&str]) -> Vec<(&'static str, &str)> {
        let kept = |(name, value): &(&'static str, &str)| {
            !value.is_empty() && !names.contains(name) && !matches!(*name, "after" | "before")
        };
        self.pairs().into_iter().filter(kept).collect()
    }

    /// How the list looks rather than what is in it; kept by the form of filters.
    pub fn look(&self) -> [(&'static str, &str); 5] {
        [("sort", &self.sort), ("dir", &self.dir), ("group", &self.group), ("dense", &self.dense), ("cols", &self.cols)]
    }
}

fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked, Infallible> {
        Ok(Asked::parse(parts.uri.query().unwrap_or("")))
    }
}
