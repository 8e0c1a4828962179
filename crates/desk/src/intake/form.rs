//! The entry form: all eight facts of 3.1.2 on one screen, the lines under them, the checks as they stand. It is a plain
//! form; what the scripts add (search, sums, autosave) is a convenience, and everything typed comes back after a "no".

use maud::{Markup, html};
use platform::Id;
use platform::i18n::Lang;
use platform::trouble::{Fields, Say};
use platform::web::assets::asset_url;
use platform::web::ui::{self, Choice, Field, Tone};

use super::form_lines;
use super::merge::{Conflict, Path, path};
use super::parse::{KINDS, POLICIES};
use super::reading::{Mark, Marks};
use super::typed::Typed;
use crate::order::{Channel, Priority};

/// Orders longer than this do not carry what they were along in the form: [`base`](super::base) keeps it.
pub const BASE_LINES_MAX: usize = 200;

/// One form as it is to be shown.
pub struct Form {
    /// Where it is posted.
    pub action: String,
    /// What its draft is about.
    pub about: Id,
    pub token: Id,
    /// The order that is edited, for the checks.
    pub order: Option<Id>,
    pub typed: Typed,
    pub errors: Fields,
    pub warnings: Vec<(String, Say)>,
    pub marks: Marks,
    /// Channels to choose from.
    pub channels: &'static [Channel],
    pub spare: usize,
    /// What the button at the foot says.
    pub save: &'static str,
}

/// How an order comes in by itself; the portal is a customer's own door.
pub const CHANNELS: &[Channel] =
    &[Channel::Phone, Channel::Visit, Channel::Email, Channel::Fax, Channel::Chat, Channel::CustomerSystem];
/// A document in the in-tray was written.
pub const WRITTEN: &[Channel] = &[Channel::Email, Channel::Fax, Channel::Chat, Channel::CustomerSystem];

impl Form {
    pub fn new(action: impl Into<String>, about: Id, token: Id, typed: Typed) -> Form {
        Form {
            action: action.into(),
            about,
            token,
            order: None,
            typed,
            errors: Fields::none(),
            warnings: Vec::new(),
            marks: Marks::new(),
            channels: CHANNELS,
            spare: 8,
            save: "intake-save",
        }
    }

    pub fn draw(&self, lang: Lang) -> Markup {
        let d = Draw { lang, form: self };
        html! {
            (ui::error_summary(lang, &d.summary()))
            form method="post" action=(self.action) data-autosave={ "/scratch/" (self.about) } data-guard novalidate {
                (ui::form_token(self.token))
                (ui::hidden("draft", self.about))
                @if let Some(seen) = self.typed.seen { (ui::hidden("seen", seen)) }
                @if let Some(order) = self.order { (ui::hidden("order", order)) }
                @if let Some(base) = self.base() { (ui::hidden("base", base)) }
                @if !self.typed.conflicts.is_empty() { (d.conflicts()) }
                (d.head())
                (ui::card(lang.t("intake-lines"), html! { (ui::clause("3.1.2")) }, form_lines::grid(lang, self)))
                (d.more())
                (ui::card(lang.t("intake-checks"), html! { (ui::clause("3.2.1")) }, html! {
                    div id="checks" aria-live="polite" { p { (lang.t("intake-checks-wait")) } }
                    noscript { (ui::button(lang.t("intake-check-now")).attr("formaction", "/orders/check").attr("formnovalidate", "")) }
                }))
                div.form-foot {
                    (ui::primary(lang.t(self.save)).icon("device-floppy").attr("data-save", "").attr("data-submit", ""))
                    span.save-state role="status" aria-live="polite" data-save-state {}
                }
            }
            script src=(asset_url("js/entry.js")) defer {}
        }
    }

    fn base(&self) -> Option<String> {
        let base = self.typed.base.as_deref()?;
        (base.lines.len() <= BASE_LINES_MAX).then(|| base.to_json().to_string())
    }
}

/// The name of a field, wherever it is shown.
pub fn label(lang: Lang, field: &str) -> String {
    lang.t(&format!("intake-field-{}", field.replace('_', "-")))
}

/// `lines[3][qty]` in words: "Line 4: quantity".
pub fn place_name(lang: Lang, field: &str) -> String {
    let Some(rest) = field.strip_prefix("lines[") else { return label(lang, field) };
    let Some((at, key)) = rest.split_once(']') else { return label(lang, "lines") };
    let line = at.parse::<u64>().map_or(at.to_string(), |at| (at + 1).to_string());
    match key.trim_start_matches(['[', '.']).trim_end_matches(']') {
        "" => lang.ta("intake-line-n", &[("line", line)]),
        key => lang.ta("on-line", &[("line", line), ("text", label(lang, key))]),
    }
}

struct Draw<'a> {
    lang: Lang,
    form: &'a Form,
}

impl Draw<'_> {
    fn summary(&self) -> Vec<(String, String)> {
        let told = |(field, say): &(String, Say)| {
            let text = say.text(self.lang);
            let text = if field.is_empty() { text } else { format!("{}: {text}", place_name(self.lang, field)) };
            (if field == "lines" { String::new() } else { field.clone() }, text)
        };
        self.form.errors.0.iter().map(told).collect()
    }

    /// What belongs to every field of the head: value, error, doubt, where it was read.
    fn dress(&self, name: &str, field: Field) -> Field {
        let error = self.form.errors.of(name).map(|say| say.text(self.lang));
        let warning = self.form.warnings.iter().find(|(field, _)| field == name).map(|(_, say)| say.text(self.lang));
        let mark = self.form.marks.get(name);
        let doubt = mark.and_then(|mark| mark.doubt_text(self.lang)).or(warning);
        let field = field.value(self.form.typed.get(name)).error(error);
        let field = match (&doubt, mark) {
            (Some(doubt), _) => field.hint(Some(html! { (ui::status(Tone::Warn, doubt)) })),
            (None, Some(mark)) => field.hint(mark.place_text(self.lang)),
            (None, None) => field,
        };
        match mark.map(Mark::place).filter(|place| !place.is_empty()) {
            Some(place) => field.attr("data-source", place),
            None => field,
        }
    }

    fn text(&self, name: &str) -> Field {
        self.dress(name, ui::text(name, label(self.lang, name))).attr("autocomplete", "off")
    }

    fn day(&self, name: &str) -> Field {
        self.text(name).attr("inputmode", "numeric").attr("placeholder", "2026-12-18")
    }

    fn select(&self, name: &str, prefix: &str, codes: &[&'static str]) -> Field {
        let choice = |code: &&str| Choice::new(*code, self.lang.t(&format!("{prefix}-{}", code.replace('_', "-"))));
        self.dress(name, ui::select(name, label(self.lang, name), codes.iter().map(choice)))
    }

    fn tick(&self, name: &str) -> Field {
        let tick = ui::checkbox(name, label(self.lang, name), "yes", self.form.typed.ticked(name));
        tick.error(self.form.errors.of(name).map(|say| say.text(self.lang)))
    }

    /// All eight facts of 3.1.2, close together, so that the lines begin on the first screen.
    fn head(&self) -> Markup {
        let lang = self.lang;
        let customer = self.text("customer").required().attr("autofocus", "").class("two");
        let customer =
            customer.attr("data-choices", "/orders/new/customers").attr("data-none", lang.t("intake-no-customer"));
        let filled = self.form.typed.get("customer").split_whitespace().next().unwrap_or("");
        let channels: Vec<&'static str> = self.form.channels.iter().map(|channel| channel.code()).collect();
        let priorities: Vec<&'static str> = Priority::ALL.iter().map(|word| word.code()).collect();
        ui::card(
            "",
            html! {},
            html! {
                (ui::hidden("filled_for", filled))
                div.fields.fields-dense role="group" aria-label=(lang.t("intake-who")) {
                    (customer) (self.text("contact")) (self.text("phone").attr("inputmode", "tel"))
                    (self.text("email").attr("inputmode", "email"))
                }
                div.fields.fields-dense role="group" aria-label=(lang.t("intake-what")) {
                    (self.select("channel", "intake-channel", &channels)) (self.text("customer_order_no")) (self.day("customer_order_on"))
                    (self.day("requested_on")) (self.select("priority", "intake-priority", &priorities))
                    (self.text("place").class("two")) (self.text("payment_term")) (self.text("currency"))
                    (self.text("fax").attr("inputmode", "tel"))
                    (self.dress("special", ui::textarea("special", label(lang, "special")).rows(1)).class("four"))
                    (self.tick("special_none").class("beside"))
                }
            },
        )
    }

    fn more(&self) -> Markup {
        let names = [
            "deposit",
            "transport_term",
            "transport_mode",
            "freight_payer",
            "insurance",
            "unloading",
            "packing",
            "marking",
            "label_language",
            "confidentiality",
        ];
        let set = |name: &&str| !self.form.typed.get(name).is_empty() || self.form.errors.of(name).is_some();
        let open = names.iter().chain(&["remark", "late_consent", "late_until", "flagged_major"]).any(set);
        ui::card(
            "",
            html! {},
            html! {
                details open[open] {
                    summary { (self.lang.t("intake-more")) }
                    div.fields {
                        (self.select("kind", "intake-kind", KINDS)) (self.select("delivery_policy", "intake-policy", POLICIES))
                        @for name in names { (self.text(name)) }
                        div.wide {
                            (self.dress("late_consent", ui::textarea("late_consent", label(self.lang, "late_consent")).rows(2)))
                            (self.day("late_until"))
                            (self.dress("remark", ui::textarea("remark", label(self.lang, "remark")).rows(2)))
                            (self.tick("flagged_major"))
                        }
                    }
                }
            },
        )
    }

    /// What both changed: the two values, and which is kept.
    fn conflicts(&self) -> Markup {
        let rows = self.form.typed.conflicts.iter().enumerate();
        ui::card(
            self.lang.t("intake-merge-title"),
            html! { (ui::clause("1.3.1")) },
            html! {
                p { (self.lang.t("intake-merge-text")) }
                div.fields { @for (at, conflict) in rows { (self.conflict(at, conflict)) } }
            },
        )
    }

    fn conflict(&self, at: usize, conflict: &Conflict) -> Markup {
        let name = |part: &str| format!("conflict[{at}][{part}]");
        let shown = |text: &str| if text.is_empty() { self.lang.t("intake-merge-empty") } else { text.to_string() };
        let keep = if conflict.keep_theirs { "theirs" } else { "mine" };
        let choices = [
            ("mine", self.lang.ta("intake-merge-mine", &[("text", shown(&conflict.mine))])),
            ("theirs", self.lang.ta("intake-merge-theirs", &[("text", shown(&conflict.theirs))])),
        ];
        html! {
            div {
                (ui::hidden(&name("field"), &conflict.field))
                (ui::hidden(&name("was"), &conflict.was))
                (ui::hidden(&name("mine"), &conflict.mine))
                (ui::hidden(&name("theirs"), &conflict.theirs))
                (ui::radios(&name("keep"), self.conflict_name(&conflict.field), choices).value(keep)
                    .hint(Some(self.lang.ta("intake-merge-was", &[("text", shown(&conflict.was))]))))
            }
        }
    }

    fn conflict_name(&self, field: &str) -> String {
        let number = |id: Id| {
            let at = self.form.typed.lines.iter().position(|line| super::typed::line_id(line) == Some(id));
            at.map_or("–".to_string(), |at| (at + 1).to_string())
        };
        match path(field) {
            Path::Head(name) => label(self.lang, name),
            Path::Cell(id, key) => self.lang.ta("on-line", &[("line", number(id)), ("text", label(self.lang, key))]),
            Path::Line(id) => self.lang.ta("intake-line-n", &[("line", number(id))]),
            Path::Nothing => String::new(),
        }
    }
}

/// "A draft of yours from 10:31:07 was put back": with the way to throw it away.
pub fn restored_bar(lang: Lang, about: Id, saved: &str) -> Markup {
    ui::alert(
        Tone::Warn,
        lang.ta("intake-restored", &[("at", saved.to_string())]),
        html! {
            form method="post" action={ "/scratch/" (about) "/discard" } {
                (ui::button(lang.t("intake-restored-discard")).small().confirm(lang.t("intake-restored-sure")))
            }
        },
    )
}
