//! The register: every setting that somebody may change, with its owner, its default and how it is typed.

use platform::i18n::Lang;
use platform::money::TaxRate;
use platform::quantity::Quantity;
use platform::text;
use platform::trouble::Say;
use platform::who::Role;

use super::times::{self, TIMES};

/// Who changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The manager proposes, the executive accepts.
    Policy,
    Finance,
}

/// How it is typed, kept and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Typed as per cent, kept in basis points.
    Percent,
    /// Whole units of the company's currency.
    Amount,
    Days,
    /// A tax rate in per cent, kept as it is typed: 13.
    Tax,
    /// Per cent of the list price: 95.5.
    Factor,
    /// Terms of payment with commas between them.
    Terms,
    /// Departments with commas between them.
    Departments,
    /// Customer classes with commas between them.
    Classes,
    /// Days from one to so many.
    DaysTo(i64),
    /// How long a duty may take: `4h`, `1d`.
    Time,
    /// A switch: `yes` or `no`.
    YesNo,
}

#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The whole name; of a family, the part before the customer class.
    pub name: &'static str,
    pub family: bool,
    pub owner: Owner,
    pub kind: Kind,
    pub default: &'static str,
    pub clause: &'static str,
    /// The chapter among whose due times it is listed: `3.1`; empty where it is no matter of time.
    pub chapter: &'static str,
}

const fn one(name: &'static str, owner: Owner, kind: Kind, default: &'static str, clause: &'static str) -> Setting {
    Setting { name, family: false, owner, kind, default, clause, chapter: "" }
}

const fn of_class(
    name: &'static str,
    owner: Owner,
    kind: Kind,
    default: &'static str,
    clause: &'static str,
) -> Setting {
    Setting { name, family: true, owner, kind, default, clause, chapter: "" }
}

pub const KNOWN: &[Setting] = &[
    one("price.authority.specialist", Owner::Policy, Kind::Percent, "300", "3.2.3b"),
    one("price.authority.manager", Owner::Policy, Kind::Percent, "1000", "3.2.3b"),
    of_class("price.class.", Owner::Policy, Kind::Factor, "100", "3.2.3b"),
    one("major.gross", Owner::Policy, Kind::Amount, "100000", "2.2.1c"),
    one("major.gross.consent", Owner::Policy, Kind::Amount, "1000000", "2.2.1c"),
    one("agreement.classes", Owner::Policy, Kind::Classes, "", "3.2.1"),
    one("feasibility.departments", Owner::Policy, Kind::Departments, "production, quality", "3.2.1"),
    one("licence.warning_days", Owner::Policy, Kind::Days, "30", "3.2.1"),
    one("delivery.transit_days", Owner::Policy, Kind::Days, "1", "3.2.3a"),
    one("tax.rate", Owner::Finance, Kind::Tax, "13", "3.2.3c"),
    of_class("payment.terms.", Owner::Finance, Kind::Terms, "", "3.2.3c"),
    one("credit.import_days", Owner::Finance, Kind::Days, "7", "3.2.3c"),
    Setting { chapter: "3.1", ..one("reminder.days", Owner::Policy, Kind::DaysTo(30), "1", "3.1.3") },
    Setting { chapter: "3.1", ..one("link.days", Owner::Policy, Kind::DaysTo(365), "30", "3.1.3") },
    one("cost.specialists", Owner::Policy, Kind::YesNo, "no", "1.2"),
];

/// Classes that are offered before anybody made a setting for one.
pub const CLASSES: &[&str] = &["A", "B", "C"];

/// The setting of a name, and the class in it.
pub fn find(name: &str) -> Option<(&'static Setting, &str)> {
    KNOWN.iter().chain(TIMES).find_map(|setting| {
        let rest = name.strip_prefix(setting.name)?;
        let class = !rest.is_empty()
            && rest.chars().count() <= 20
            && rest.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        let fits = if setting.family { class } else { rest.is_empty() };
        fits.then_some((setting, rest))
    })
}

impl Setting {
    /// Whether the final review measures by it: its change is shown at the decision, and it can be tried.
    pub fn of_review(&self) -> bool {
        self.clause.starts_with("3.2") || self.clause == "2.2.1c"
    }

    /// Whether a trial on last month's orders says anything: days and departments' answers are planned and asked, not
    /// weighed, and a tax rate holds for orders that come after it.
    pub fn is_tried(&self) -> bool {
        self.of_review() && !matches!(self.name, "delivery.transit_days" | "feasibility.departments" | "tax.rate")
    }

    /// Its language key.
    pub fn key(&self) -> String {
        format!("setting-{}", self.name.trim_end_matches('.').replace(['.', '_'], "-"))
    }
}

impl Kind {
    /// What was typed, as it is kept.
    pub fn read(self, typed: &str) -> Result<String, Say> {
        let plain: String = text::fold(typed).chars().filter(|c| !matches!(c, ',' | ' ' | '%')).collect();
        match self {
            Kind::Percent => {
                let rate: Option<TaxRate> = plain.parse().ok();
                let bp = rate.map(TaxRate::bp).filter(|bp| (0..=10_000).contains(bp));
                bp.map(|bp| bp.to_string()).ok_or_else(|| Say::new("setting-bad-percent"))
            }
            Kind::Tax => {
                let rate: Option<TaxRate> = plain.parse().ok();
                let sane = rate.filter(|rate| (0..=10_000).contains(&rate.bp()));
                sane.map(|rate| rate.to_string()).ok_or_else(|| Say::new("setting-bad-percent"))
            }
            Kind::Amount => whole(&plain, 1_000_000_000_000).ok_or_else(|| Say::new("setting-bad-amount")),
            Kind::Days => whole(&plain, 3_650).ok_or_else(|| Say::new("setting-bad-days")),
            Kind::Factor => {
                let factor: Option<Quantity> = plain.parse().ok();
                let sane = factor.filter(|f| f.is_positive() && *f <= Quantity::whole(1_000).unwrap_or(*f));
                sane.map(|f| f.to_string()).ok_or_else(|| Say::new("setting-bad-factor"))
            }
            Kind::Departments => departments(typed),
            Kind::Time => times::read(typed),
            Kind::YesNo => yes_no(&plain).map(str::to_string).ok_or_else(|| Say::new("setting-bad-yes-no")),
            Kind::DaysTo(most) => match whole(&plain, most) {
                Some(days) if days != "0" => Ok(days),
                _ => Err(Say::new("setting-bad-days-to").arg("n", most)),
            },
            Kind::Terms | Kind::Classes => {
                let clean = text::clean(typed).map_err(|_| Say::new("setting-bad-terms"))?;
                let line: String = clean.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
                if line.chars().count() > 500 {
                    Err(Say::new("setting-bad-terms"))
                } else {
                    Ok(line.trim().to_string())
                }
            }
        }
    }

    /// What is kept, as it is shown and typed.
    pub fn show(self, kept: &str) -> String {
        match self {
            Kind::Percent => {
                let bp: i64 = kept.parse().unwrap_or(0);
                match bp % 100 {
                    0 => (bp / 100).to_string(),
                    rest if rest % 10 == 0 => format!("{}.{}", bp / 100, rest / 10),
                    rest => format!("{}.{rest:02}", bp / 100),
                }
            }
            _ => kept.to_string(),
        }
    }

    /// What stands behind the figure.
    pub fn unit_key(self) -> Option<&'static str> {
        match self {
            Kind::Percent | Kind::Factor | Kind::Tax => Some("setting-unit-percent"),
            Kind::Days | Kind::DaysTo(_) => Some("setting-unit-days"),
            Kind::Amount | Kind::Terms | Kind::Departments | Kind::Classes | Kind::Time | Kind::YesNo => None,
        }
    }
}

/// As codes, whatever word of whichever language was typed; at least one.
fn departments(typed: &str) -> Result<String, Say> {
    let known = |word: &str| {
        let word = text::fold(word);
        let called = |role: &&Role| Lang::ALL.iter().any(|lang| text::fold(&lang.t(&format!("role-{role}"))) == word);
        Role::DEPARTMENTS.iter().find(|role| role.code() == word || called(role)).copied()
    };
    let words = typed.split([',', '，', '、', ';']).map(str::trim).filter(|word| !word.is_empty());
    let found: Option<Vec<Role>> = words.map(known).collect();
    let codes: Vec<&str> = found.unwrap_or_default().iter().map(|role| role.code()).collect();
    if codes.is_empty() { Err(Say::new("setting-bad-departments")) } else { Ok(codes.join(", ")) }
}

/// The code, or the word of whichever language.
fn yes_no(plain: &str) -> Option<&'static str> {
    let called = |code: &str| Lang::ALL.iter().any(|lang| text::fold(&lang.t(&format!("setting-{code}"))) == plain);
    ["yes", "no"].into_iter().find(|code| *code == plain || called(code))
}

fn whole(plain: &str, most: i64) -> Option<String> {
    let value: i64 = plain.parse().ok()?;
    (0..=most).contains(&value).then(|| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_kept_as_the_checks_read_it() {
        assert_eq!(Kind::Percent.read("3.25 %").unwrap(), "325");
        assert_eq!(Kind::Percent.show("325"), "3.25");
        assert_eq!(Kind::Percent.show("1000"), "10");
        assert_eq!(Kind::Amount.read("1,000,000").unwrap(), "1000000");
        assert_eq!(Kind::Departments.read("生產、quality").unwrap(), "production, quality");
        assert_eq!(Kind::Factor.read("95.5").unwrap(), "95.5");
        assert_eq!((Kind::Tax.read("13 %").unwrap(), Kind::Tax.show("13")), ("13".to_string(), "13".to_string()));
        for (typed, kept) in [("yes", "yes"), (" No ", "no"), ("是", "yes"), ("否", "no")] {
            assert_eq!(Kind::YesNo.read(typed).unwrap(), kept);
        }
        assert!(Kind::Tax.read("101").is_err() && Kind::Tax.read("many").is_err());
        for (kind, typed) in [
            (Kind::Percent, "101"),
            (Kind::Percent, "-1"),
            (Kind::Percent, "three"),
            (Kind::Amount, "-5"),
            (Kind::Amount, "1.5"),
            (Kind::Days, "99999"),
            (Kind::DaysTo(30), "0"),
            (Kind::DaysTo(30), "31"),
            (Kind::Factor, "0"),
            (Kind::Departments, ""),
            (Kind::YesNo, ""),
            (Kind::YesNo, "perhaps"),
            (Kind::Departments, "production, somebody"),
        ] {
            assert!(kind.read(typed).is_err(), "{kind:?} {typed}");
        }
    }

    #[test]
    fn only_names_of_the_register_are_settings() {
        assert_eq!(
            find("price.class.A").map(|(s, class)| (s.name, class.to_string())),
            Some(("price.class.", "A".into()))
        );
        for name in ["price.class.", "price.class.A.B", "company.currency", "major", "price.class.A B", ""] {
            assert!(find(name).is_none(), "{name}");
        }
    }
}
