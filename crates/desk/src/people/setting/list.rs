//! The settings with their owners: what waits for the executive, price policy, finance's terms, who sees what, and the due
//! times by the regulation's chapters, folded. A search finds one by its name; what is not the default says so (1.3.2).

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::db::Tx;
use platform::i18n::Lang;
use platform::text;
use platform::web::ui::{self, Chip, Tone, column};
use platform::web::{Ask, Failure};
use serde::{Deserialize, Serialize};

use super::change::{self, PolicyChange};
use super::known::{CLASSES, KNOWN, Owner, Setting};
use super::page::{called, shown, value_of};
use super::times::{self, CHAPTERS, TIMES};
use crate::shell::{self, Page};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Words of the names that are looked for.
    q: String,
}

/// A line of the list.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    value: String,
    /// What holds where nobody changed it.
    default: &'static str,
    changed: bool,
    /// The chapter that a due time belongs to: `3.1`; empty where it is none.
    #[serde(skip_serializing_if = "str::is_empty")]
    chapter: &'static str,
    #[serde(skip)]
    setting: &'static Setting,
}

#[derive(Debug, Serialize)]
struct Listed {
    settings: Vec<Row>,
    open: Vec<PolicyChange>,
}

/// What stands under one heading, and the anchor that leads there.
struct Part<'a> {
    anchor: String,
    title: String,
    rows: Vec<&'a Row>,
}

/// `GET /settings?q=…`
pub async fn list(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let mut listed = app.read(fetch_all).await?;
    let words: Vec<String> = text::fold(&asked.q).split_whitespace().map(str::to_string).collect();
    listed.settings.retain(|row| found(row, &words));
    Ok(ask.show(&listed, || {
        let page = Page::new(ask.t("nav-settings"), "settings", drawn(ask.lang, &listed, &asked));
        shell::page(&ask, page)
    }))
}

/// Every word stands in its name, in whichever language, in its code or in its clause.
fn found(row: &Row, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let mut names: Vec<String> = Lang::ALL.iter().map(|lang| text::fold(&called(*lang, &row.name))).collect();
    names.extend([text::fold(&row.name), row.setting.clause.to_string(), row.chapter.to_string()]);
    words.iter().all(|word| names.iter().any(|name| name.contains(word.as_str())))
}

fn fetch_all(tx: &mut Tx) -> Outcome<Listed> {
    let mut settings = Vec::new();
    for setting in KNOWN {
        let mut names = vec![setting.name.to_string()];
        if setting.family {
            names = CLASSES.iter().map(|class| format!("{}{class}", setting.name)).collect();
            names.extend(change::kept_of(tx, setting.name)?);
            names.sort();
            names.dedup();
        }
        for name in names {
            settings.push(Row::of(setting, change::value(tx, setting, &name)?, name));
        }
    }
    let times = times::times(tx)?;
    settings.extend(TIMES.iter().map(|setting| {
        let kept = setting.name.strip_prefix("due.").and_then(|kind| times.get(kind));
        let value = kept.map_or(setting.default.to_string(), ToString::to_string);
        Row::of(setting, value, setting.name.to_string())
    }));
    Ok(Listed { settings, open: change::open(tx)? })
}

impl Row {
    fn of(setting: &'static Setting, value: String, name: String) -> Row {
        let changed = value != setting.default;
        Row { name, value, default: setting.default, changed, chapter: setting.chapter, setting }
    }
}

fn drawn(lang: Lang, listed: &Listed, asked: &Asked) -> Markup {
    let part = |anchor: &str, title: String, of: &dyn Fn(&Row) -> bool| Part {
        anchor: anchor.to_string(),
        title,
        rows: listed.settings.iter().filter(|row| of(row)).collect(),
    };
    let policy =
        part("policy", lang.t("settings-policy"), &|row| row.setting.of_review() && row.setting.owner == Owner::Policy);
    let finance = part("finance", lang.t("settings-finance"), &|row| {
        row.setting.of_review() && row.setting.owner == Owner::Finance
    });
    let access = part("access", lang.t("settings-access"), &|row| !row.setting.of_review() && row.chapter.is_empty());
    let chapters: Vec<Part<'_>> = CHAPTERS
        .iter()
        .map(|chapter| {
            let key = format!("settings-chapter-{}", chapter.replace('.', "-"));
            part(&format!("times-{}", chapter.replace('.', "-")), lang.t(&key), &|row| row.chapter == *chapter)
        })
        .filter(|part| !part.rows.is_empty())
        .collect();
    let searched = !asked.q.trim().is_empty();
    html! {
        (ui::page_header(lang.t("nav-settings"), lang.t("settings-lead"), html! {}))
        (search(lang, asked))
        (ui::chips(lang.t("settings-jump"), &jumps([&policy, &finance, &access].into_iter().chain(&chapters))))
        @if searched && listed.settings.is_empty() {
            (ui::empty_state(lang.t("settings-not-found"), lang.t("settings-not-found-text"), html! { (ui::link_button(lang.t("settings-all"), "/settings")) }))
        }
        @if !searched { (ui::card(lang.t("settings-open"), ui::clause("3.2.3b"), waiting(lang, &listed.open))) }
        (section(lang, &policy, "3.2.3b"))
        (section(lang, &finance, "3.2.3c"))
        (section(lang, &access, "1.2"))
        @if !chapters.is_empty() {
            (ui::card(lang.t("settings-times"), ui::clause("1.3.2"), html! {
                p.muted { (lang.t("settings-times-lead")) }
                @for chapter in &chapters { (folded(lang, chapter, searched)) }
            }))
        }
    }
}

fn search(lang: Lang, asked: &Asked) -> Markup {
    html! {
        form.fields action="/settings" method="get" role="search" {
            (ui::search("q", lang.t("settings-search")).value(&asked.q))
            div.field { (ui::button(lang.t("settings-search-go")).icon("search")) }
            @if !asked.q.trim().is_empty() { div.field { (ui::link_button(lang.t("settings-all"), "/settings")) } }
        }
    }
}

/// The ways to what stands further down.
fn jumps<'a>(parts: impl Iterator<Item = &'a Part<'a>>) -> Vec<Chip> {
    let some = parts.filter(|part| !part.rows.is_empty());
    some.map(|part| Chip::new(part.title.clone(), format!("#{}", part.anchor), false).count(part.rows.len() as u64))
        .collect()
}

fn section(lang: Lang, part: &Part<'_>, clause: &str) -> Markup {
    html! {
        @if !part.rows.is_empty() {
            div.jump-to id=(part.anchor) { (ui::card(&part.title, ui::clause(clause), table(lang, part))) }
        }
    }
}

/// A chapter's due times, folded unless one of them is not the default or was looked for. The anchor stands inside, so
/// that a browser that jumps to it opens the fold.
fn folded(lang: Lang, part: &Part<'_>, searched: bool) -> Markup {
    let changed = part.rows.iter().filter(|row| row.changed).count();
    html! {
        details.setting-group open[searched || changed > 0] {
            summary {
                strong { (part.title) } " "
                small.muted { (lang.ta("settings-count", &[("n", part.rows.len().to_string())])) }
                @if changed > 0 {
                    " " (ui::badge(Tone::Active, lang.ta("settings-changed-count", &[("n", changed.to_string())])))
                }
            }
            div.jump-to id=(part.anchor) { (table(lang, part)) }
        }
    }
}

fn table(lang: Lang, part: &Part<'_>) -> Markup {
    let heads =
        [column(lang.t("settings-name")), column(lang.t("settings-value")).number(), column(lang.t("settings-clause"))];
    let rows = part.rows.iter().map(|row| {
        let href = format!("/settings/{}", row.name);
        ui::Row::new([
            html! { a href=(href) { (called(lang, &row.name)) } },
            value(lang, row),
            ui::clause(row.setting.clause),
        ])
        .opens(href)
    });
    html! { (ui::Table::new(&part.title, heads).rows(rows)) }
}

/// What holds; where somebody changed it, what would hold otherwise.
fn value(lang: Lang, row: &Row) -> Markup {
    let words = shown(lang, row.setting.kind, &row.value);
    if !row.changed {
        return html! { (words) };
    }
    let default = match row.default {
        "" => lang.t("settings-default-none"),
        default => lang.ta("settings-default", &[("value", shown(lang, row.setting.kind, default))]),
    };
    html! { div { strong { (words) } br; (ui::status(Tone::Active, default)) } }
}

fn waiting(lang: Lang, open: &[PolicyChange]) -> Markup {
    let heads = [
        column(lang.t("settings-name")),
        column(lang.t("settings-from")).number(),
        column(lang.t("settings-to")).number(),
        column(lang.t("settings-asked-by")),
        column(lang.t("settings-ground")),
    ];
    let rows = open.iter().map(|c| {
        let href = format!("/settings/{}", c.name);
        ui::Row::new([
            html! { a href=(href) { (called(lang, &c.name)) } },
            html! { (value_of(lang, &c.name, &c.from)) },
            html! { (value_of(lang, &c.name, &c.to)) },
            html! { (c.asked_name) },
            html! { (c.ground) },
        ])
        .opens(href)
    });
    let empty = ui::empty_state(lang.t("settings-open-none"), lang.t("settings-open-none-text"), html! {});
    html! { (ui::Table::new(lang.t("settings-open"), heads).rows(rows).empty(empty)) }
}

#[cfg(test)]
mod tests {
    use super::super::known::Kind;
    use super::*;

    #[test]
    fn c1_3_2_a_due_time_is_found_by_its_words_in_any_language_and_stands_in_one_chapter() {
        let rows: Vec<Row> = TIMES.iter().map(|s| Row::of(s, s.default.to_string(), s.name.to_string())).collect();
        let find = |q: &str| {
            let words: Vec<String> = text::fold(q).split_whitespace().map(str::to_string).collect();
            rows.iter().filter(|row| found(row, &words)).map(|row| row.name.as_str()).collect::<Vec<_>>()
        };
        let name = called(Lang::Hans, "due.put_away");
        assert_eq!(find(&name), ["due.put_away"], "{name}");
        assert_eq!(find("PUT_away"), ["due.put_away"]);
        assert!(find("no such duty").is_empty());
        assert_eq!(find("").len(), rows.len());
        assert!(rows.iter().all(|row| CHAPTERS.contains(&row.chapter) && row.setting.kind == Kind::Time));
        let known = |chapter: &&str| rows.iter().any(|row| row.chapter == *chapter);
        assert!(CHAPTERS.iter().all(known), "no heading without a due time");
        let titled = |chapter: &&str| {
            let key = format!("settings-chapter-{}", chapter.replace('.', "-"));
            Lang::ALL.iter().all(|lang| lang.t(&key).starts_with(chapter))
        };
        assert!(CHAPTERS.iter().all(titled));
    }
}
