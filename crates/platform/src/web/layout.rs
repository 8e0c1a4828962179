//! The frame of every page: menu, search, inbox, preferences, and the page in the middle.
//! Nothing in it is inline: the policy below forbids scripts and styles that are not files of ours.

use super::assets::asset_url;
use super::ui::{Tone, alert, icon, kbd};
use crate::i18n::Lang;
use maud::{DOCTYPE, Markup, Render, html};

/// Sent with every page.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; frame-src 'self'; object-src 'none'; manifest-src 'self'; form-action 'self'; \
    frame-ancestors 'self'; base-uri 'none'";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the reader's system is set.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The word kept in the cookie and sent by the form.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.word() == word)
    }

    /// What the switch goes to next.
    fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }

    /// Nothing for `Auto`: then the style follows `prefers-color-scheme`.
    fn attribute(self) -> Option<&'static str> {
        (self != Self::Auto).then(|| self.word())
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Auto => "device-desktop",
            Self::Light => "sun",
            Self::Dark => "moon",
        }
    }

    fn label(self, lang: Lang) -> String {
        match self {
            Self::Auto => lang.t("shell-theme-auto"),
            Self::Light => lang.t("shell-theme-light"),
            Self::Dark => lang.t("shell-theme-dark"),
        }
    }
}

/// One entry of the menu. `key` is compared with the page's section; `count` is what waits there.
#[derive(Clone, Debug)]
pub struct NavItem {
    pub key: &'static str,
    pub label: String,
    pub href: String,
    pub icon: &'static str,
    pub count: Option<u64>,
}

/// Entries of the menu that belong together; those without a name stand above, always in sight.
#[derive(Clone, Debug)]
pub struct NavGroup {
    pub label: String,
    pub items: Vec<NavItem>,
    /// Unfolded from the beginning; the group of the page itself always is.
    pub open: bool,
}

#[derive(Clone, Debug)]
pub struct WhoShown {
    pub name: String,
    pub role_label: String,
}

#[derive(Clone, Debug)]
pub struct Crumb {
    pub label: String,
    pub href: String,
}

/// What the act before this page did.
#[derive(Clone, Debug)]
pub struct Flash {
    pub kind: Tone,
    pub text: String,
}

pub struct Shell<'a> {
    pub lang: Lang,
    pub theme: Theme,
    pub title: String,
    pub section: &'a str,
    pub nav: Vec<NavGroup>,
    pub who: Option<WhoShown>,
    pub inbox: u64,
    /// Unread lines from colleagues.
    pub memos: u64,
    pub crumbs: Vec<Crumb>,
    pub body: Markup,
    pub flash: Option<Flash>,
    pub demo: bool,
}

impl Render for Shell<'_> {
    fn render(&self) -> Markup {
        let lang = self.lang;
        document(
            lang,
            self.theme,
            &self.title,
            "shell",
            &html! {
                a.skip href="#main" { (lang.t("shell-skip")) }
                (self.top_bar())
                (self.menu())
                main id="main" tabindex="-1" {
                    (self.path())
                    @if let Some(flash) = &self.flash { (alert(flash.kind, "", html! { p { (flash.text) } })) }
                    (self.body)
                }
                (palette(lang))
                (help(lang))
            },
        )
    }
}

impl Shell<'_> {
    fn top_bar(&self) -> Markup {
        let lang = self.lang;
        html! {
            header.top {
                button.btn.btn-icon.btn-ghost-secondary.top-menu type="button" popovertarget="menu" aria-label=(lang.t("shell-menu")) { (icon("menu-2")) }
                (brand(lang))
                form.top-search role="search" action="/search" method="get" {
                    (icon("search"))
                    input.form-control type="search" name="q" id="search" autocomplete="off" aria-label=(lang.t("shell-search"))
                        aria-keyshortcuts="/" placeholder=(lang.t("shell-search"));
                    button.top-palette.needs-script type="button" data-opens="palette" title=(lang.t("shell-palette")) { span.visually-hidden { (lang.t("shell-palette")) " " } (kbd("Ctrl K")) }
                }
                div.top-right {
                    @if self.demo { span.mark.tone-warn.top-demo title=(lang.t("shell-demo-note")) { (lang.t("shell-demo")) } }
                    @if self.who.is_some() {
                        a.btn.btn-ghost-secondary.top-inbox href="/inbox" aria-label=(lang.ta("shell-inbox-count", &[("n", self.inbox.to_string())])) {
                            (icon("bell")) @if self.inbox > 0 { span.count { (self.inbox) } }
                        }
                        a.btn.btn-ghost-secondary.top-inbox href="/memos" aria-label=(lang.ta("shell-memos-count", &[("n", self.memos.to_string())])) {
                            (icon("message")) @if self.memos > 0 { span.count { (self.memos) } }
                        }
                    }
                    (language_switch(lang))
                    (theme_switch(lang, self.theme))
                    @if let Some(who) = &self.who { (user_menu(lang, who)) }
                }
            }
        }
    }

    fn menu(&self) -> Markup {
        html! {
            nav.side id="menu" popover aria-label=(self.lang.t("shell-menu")) {
                ul {
                    @for group in &self.nav {
                        @if group.label.is_empty() { @for item in &group.items { (self.entry(item)) } }
                        @else {
                            li {
                                details.side-group open[group.open || group.items.iter().any(|item| item.key == self.section)] {
                                    summary { span.side-label { (group.label) } (icon("chevron-right")) }
                                    ul { @for item in &group.items { (self.entry(item)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn entry(&self, item: &NavItem) -> Markup {
        html! {
            li {
                a href=(item.href) data-go=(item.key) aria-current=[(item.key == self.section).then_some("page")] {
                    (icon(item.icon)) span.side-label { (item.label) }
                    @if let Some(count) = item.count.filter(|count| *count > 0) { span.count { (count) } }
                }
            }
        }
    }

    fn path(&self) -> Markup {
        html! {
            @if !self.crumbs.is_empty() {
                nav.path aria-label=(self.lang.t("shell-path")) {
                    ol { @for crumb in &self.crumbs { li { a href=(crumb.href) { (crumb.label) } } } }
                }
            }
        }
    }
}

/// A page without menu: the login, and the pages behind links in letters to customers and suppliers.
pub fn bare(lang: Lang, theme: Theme, title: &str, flash: Option<&Flash>, body: &Markup) -> Markup {
    document(
        lang,
        theme,
        title,
        "bare",
        &html! {
            a.skip href="#main" { (lang.t("shell-skip")) }
            header.bare-top { (brand(lang)) div.top-right { (language_switch(lang)) (theme_switch(lang, theme)) } }
            main id="main" tabindex="-1" {
                @if let Some(flash) = flash { (alert(flash.kind, "", html! { p { (flash.text) } })) }
                (body)
            }
        },
    )
}

/// The page behind a customer's link: whose it is, the languages as links, the one thing asked; no menu, no way in.
pub fn letter(lang: Lang, from: &str, title: &str, here: &str, body: &Markup) -> Markup {
    const SHOWN: [(Lang, &str); 3] = [(Lang::Hant, "繁體中文"), (Lang::Hans, "简体中文"), (Lang::En, "English")];
    document(
        lang,
        Theme::Auto,
        title,
        "bare letter",
        &html! {
            a.skip href="#main" { (lang.t("shell-skip")) }
            header.bare-top {
                strong { (from) }
                nav.letter-languages aria-label=(lang.t("shell-language")) {
                    @for (one, name) in SHOWN {
                        a href={ (here) "?lang=" (one.tag()) } lang=(one.tag()) aria-current=[(one == lang).then_some("true")] { (name) }
                    }
                }
            }
            main id="main" tabindex="-1" { (body) }
        },
    )
}

fn document(lang: Lang, theme: Theme, title: &str, class: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) data-bs-theme=[theme.attribute()] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="htmx-config" content="includeIndicatorCSS:false";
                title { (title) " · " (lang.t("shell-product")) }
                link rel="icon" href=(asset_url("icons/favicon.svg")) type="image/svg+xml";
                link rel="stylesheet" href=(asset_url("vendor/tabler.min.css"));
                link rel="stylesheet" href=(asset_url("css/app.css"));
                script src=(asset_url("vendor/htmx.min.js")) defer {}
                script src=(asset_url("js/app.js")) defer {}
            }
            body class=(class) {
                (body)
                div id="toasts" role="status" aria-live="polite" {}
                (confirmation(lang))
                (words(lang))
            }
        }
    }
}

fn brand(lang: Lang) -> Markup {
    html! {
        a.brand href="/" {
            span.brand-seal aria-hidden="true" lang="zh-Hant" { "理" }
            span.brand-name { "Lidan" }
            span.brand-han lang="zh-Hant" { "理單" }
            span.visually-hidden { (lang.t("shell-home")) }
        }
    }
}

fn language_switch(lang: Lang) -> Markup {
    const SHOWN: [(Lang, &str, &str); 3] =
        [(Lang::Hant, "繁", "繁體中文"), (Lang::Hans, "简", "简体中文"), (Lang::En, "EN", "English")];
    html! {
        form.languages method="post" action="/preferences" role="group" aria-label=(lang.t("shell-language")) {
            @for (one, short, name) in SHOWN {
                button type="submit" name="lang" value=(one.tag()) lang=(one.tag()) title=(name)
                    aria-pressed=(if one.tag() == lang.tag() { "true" } else { "false" }) { (short) }
            }
        }
    }
}

fn theme_switch(lang: Lang, theme: Theme) -> Markup {
    let label = lang.ta("shell-theme-now", &[("now", theme.label(lang)), ("next", theme.next().label(lang))]);
    html! {
        form method="post" action="/preferences" {
            button.btn.btn-icon.btn-ghost-secondary type="submit" name="theme" value=(theme.next().word()) aria-label=(label) title=(label) { (icon(theme.icon())) }
        }
    }
}

fn user_menu(lang: Lang, who: &WhoShown) -> Markup {
    html! {
        details.drop {
            summary aria-label={ (lang.t("shell-account")) ": " (who.name) } { (icon("user")) span.drop-name { (who.name) } (icon("chevron-down")) }
            div.drop-body {
                p.drop-who { strong { (who.name) } span { (who.role_label) } }
                a href="/account" { (icon("settings")) span { (lang.t("shell-account")) } }
                button.needs-script type="button" data-opens="help" { (icon("help")) span { (lang.t("shell-keys")) } kbd { "?" } }
                form method="post" action="/logout" { button type="submit" { (icon("logout")) span { (lang.t("shell-logout")) } } }
            }
        }
    }
}

/// Search and commands in one box; `GET /palette?q=` answers links in list items.
fn palette(lang: Lang) -> Markup {
    html! {
        dialog.palette id="palette" aria-label=(lang.t("shell-palette")) {
            form action="/search" method="get" {
                (icon("search"))
                input.form-control type="search" name="q" id="palette-q" autocomplete="off" aria-label=(lang.t("shell-palette"))
                    aria-controls="palette-list" placeholder=(lang.t("shell-palette-hint"))
                    hx-get="/palette" hx-target="#palette-list" hx-trigger="input changed delay:120ms";
            }
            ul id="palette-list" aria-live="polite" {}
            p.palette-foot { (kbd("↑ ↓")) " " (lang.t("shell-palette-move")) " · " (kbd("Enter")) " " (lang.t("shell-palette-open")) " · " (kbd("Esc")) " " (lang.t("shell-close")) }
        }
    }
}

fn help(lang: Lang) -> Markup {
    let keys = [
        ("Ctrl K", lang.t("shell-palette")),
        ("/", lang.t("shell-search")),
        ("g h", lang.t("shell-key-home")),
        ("g o", lang.t("shell-key-orders")),
        ("g a", lang.t("shell-key-approvals")),
        ("n", lang.t("shell-key-new")),
        ("j k", lang.t("shell-key-rows")),
        ("Enter", lang.t("shell-palette-open")),
        ("x", lang.t("shell-key-select")),
        ("Ctrl S", lang.t("shell-key-save")),
        ("Ctrl Enter", lang.t("shell-key-submit")),
        ("Esc", lang.t("shell-close")),
        ("?", lang.t("shell-keys")),
    ];
    super::ui::dialog(
        lang,
        "help",
        lang.t("shell-keys"),
        html! {
            dl.key-list { @for (key, what) in keys { div { dt { (kbd(key)) } dd { (what) } } } }
            label.form-check { input.form-check-input type="checkbox" data-keys-off; span.form-check-label { (lang.t("shell-keys-off")) } }
        },
        html! {},
    )
}

fn confirmation(lang: Lang) -> Markup {
    html! {
        dialog.box id="confirm" aria-labelledby="confirm-words" {
            div.box-body { p id="confirm-words" {} }
            form.box-foot method="dialog" {
                button.btn type="submit" value="no" autofocus { (lang.t("shell-confirm-no")) }
                button.btn.btn-danger type="submit" value="yes" { (lang.t("shell-confirm-yes")) }
            }
        }
    }
}

/// What the script says, in the page's language.
fn words(lang: Lang) -> Markup {
    html! {
        div id="words" hidden data-saving=(lang.t("shell-saving")) data-saved=(lang.t("shell-saved")) data-unsaved=(lang.t("shell-unsaved"))
            data-changed=(lang.t("shell-changed")) data-lost=(lang.t("shell-lost")) {}
    }
}
