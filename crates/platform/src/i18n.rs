//! Three languages. Texts live in `assets/i18n/<language>/*.ftl`; code knows keys only.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid};

use crate::trouble::Say;

fluent_templates::static_loader! {
    pub static TEXTS = {
        locales: "../../assets/i18n",
        fallback_language: "en",
        // Isolating marks would show up in numbers and in mails.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static HANT: LanguageIdentifier = langid!("zh-Hant");
static HANS: LanguageIdentifier = langid!("zh-Hans");
static EN: LanguageIdentifier = langid!("en");

crate::words! {
    pub enum Lang { Hant = "zh-Hant", Hans = "zh-Hans", En = "en" }
}

impl Lang {
    /// The BCP 47 tag, also the folder of its texts.
    pub fn tag(self) -> &'static str {
        self.code()
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self {
            Lang::Hant => &HANT,
            Lang::Hans => &HANS,
            Lang::En => &EN,
        }
    }

    /// The text of a key; the key itself where it is missing, which a test refuses.
    pub fn t(self, key: &str) -> String {
        TEXTS.try_lookup(self.id(), key).unwrap_or_else(|| key.to_string())
    }

    /// The text of a key if there is one.
    pub fn maybe(self, key: &str) -> Option<String> {
        TEXTS.try_lookup(self.id(), key)
    }

    pub fn ta(self, key: &str, args: &[(&str, String)]) -> String {
        if args.is_empty() {
            return self.t(key);
        }
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> =
            args.iter().map(|(name, value)| (Cow::Owned((*name).to_string()), argument(value))).collect();
        TEXTS.try_lookup_with_args(self.id(), key, &args).unwrap_or_else(|| key.to_string())
    }

    pub fn say(self, say: &Say) -> String {
        say.text(self)
    }

    /// The best of our languages for an `Accept-Language` header.
    pub fn accepted(header: &str) -> Lang {
        for part in header.split(',') {
            let tag = part.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
            match tag.as_str() {
                "zh-hant" | "zh-tw" | "zh-hk" | "zh-mo" => return Lang::Hant,
                t if t.starts_with("zh") => return Lang::Hans,
                t if t.starts_with("en") => return Lang::En,
                _ => {}
            }
        }
        Lang::Hant
    }
}

/// Small whole numbers are numbers, so that plurals work; all else is text as it stands.
fn argument(value: &str) -> FluentValue<'static> {
    match value.parse::<u32>() {
        Ok(n) if n.to_string() == value && n < 1000 => FluentValue::from(n),
        _ => FluentValue::from(value.to_string()),
    }
}
