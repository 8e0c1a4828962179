//! The demo company's cast and calendar. The one place with a password that everybody knows; the product calls it for
//! the demo company only, which listens on this machine alone.

use platform::act::Outcome;
use platform::day::Day;
use platform::db::{Fault, Tx};
use platform::history::{self, ADMINISTRATION, Entry};
use platform::i18n::Lang;
use platform::ids::Id;
use platform::who::{Person, Role, Roles};
use serde_json::json;

use super::invite::{self, Newcomer};
use super::set_day::{self, MarkedDay};
use super::when::DayWord;
use super::{import_days, password};

pub const DEMO_PASSWORD: &str = "demo";

/// Somebody of the demo company.
pub struct Part {
    pub login: &'static str,
    pub name: &'static str,
    pub lang: Lang,
    pub roles: &'static [Role],
}

const fn part(login: &'static str, name: &'static str, roles: &'static [Role]) -> Part {
    Part { login, name, lang: Lang::Hant, roles }
}

pub const CAST: &[Part] = &[
    part("manager", "林經理", &[Role::Manager]),
    part("deputy", "周副理", &[Role::Specialist]),
    part("chen", "陳專員", &[Role::Specialist]),
    part("wang", "王專員", &[Role::Specialist]),
    Part { login: "li", name: "李专员", lang: Lang::Hans, roles: &[Role::Specialist] },
    part("production", "張廠長", &[Role::Production]),
    part("purchasing", "吳採購", &[Role::Purchasing]),
    part("quality", "蔡品管", &[Role::Quality]),
    part("warehouse", "許倉管", &[Role::Warehouse]),
    part("logistics", "鄭物流", &[Role::Logistics]),
    part("finance", "黃會計", &[Role::Finance]),
    part("executive", "何總經理", &[Role::Executive]),
    part("employee", "郭職員", &[Role::Employee]),
    part("auditor", "曾稽核", &[Role::Auditor]),
    part("admin", "洪管理員", &[Role::Admin]),
];

/// How to get into the demo company.
#[derive(Clone, Debug)]
pub struct DemoLogin {
    pub login: &'static str,
    pub name: &'static str,
    pub roles: &'static [Role],
    pub password: &'static str,
}

platform::sql! {
    ID_OF = "SELECT id FROM person WHERE login = $1";
}

/// Creates the cast and its calendar, once; a company that has its manager already is left as it is.
pub fn demo_cast(tx: &mut Tx) -> Outcome<Vec<DemoLogin>> {
    let logins = CAST
        .iter()
        .map(|part| DemoLogin { login: part.login, name: part.name, roles: part.roles, password: DEMO_PASSWORD })
        .collect();
    if tx.maybe(&ID_OF, &[&"manager"], |row| row.get::<Id>(0))?.is_some() {
        return Ok(logins);
    }
    // One hash for all: it takes 30 ms, and here there is no secret to keep apart.
    let hash = password::hash_now(DEMO_PASSWORD, &tx.new_token())?;
    for part in CAST {
        enter(tx, part, &hash)?;
    }
    mark_days(tx)?;
    Ok(logins)
}

fn enter(tx: &mut Tx, part: &Part, hash: &str) -> Outcome<()> {
    let newcomer = Newcomer {
        login: part.login,
        name: part.name,
        email: "",
        password: hash,
        lang: part.lang,
        roles: part.roles.iter().copied().collect::<Roles>(),
    };
    let id = tx.new_id();
    invite::add(tx, id, &newcomer)?;
    let entry = invite::entry(invite::STEP.id, invite::STEP.clause, id, &newcomer);
    history::append(tx, &Person::system(), &entry)?;
    Ok(())
}

fn mark_days(tx: &mut Tx) -> Outcome<()> {
    let mut days = Vec::new();
    for (day, kind, name) in DAYS {
        let day: Day = day.parse().map_err(|e| Fault::other("the demo calendar", e))?;
        days.push(MarkedDay { day, kind: *kind, name: (*name).to_string() });
    }
    for marked in &days {
        set_day::keep(tx, marked)?;
    }
    let (step, clause) = (import_days::STEP.id, import_days::STEP.clause);
    let entry = Entry { chain: ADMINISTRATION, step, clause, body: json!({"days": days}), rows: Vec::new() };
    history::append(tx, &Person::system(), &entry)?;
    Ok(())
}

use DayWord::{Holiday, MakeUp};

/// Two years in the manner of Taiwan's office calendar; the make-up Saturdays are the demo company's own.
const DAYS: &[(&str, DayWord, &str)] = &[
    ("2026-01-01", Holiday, "元旦"),
    ("2026-02-07", MakeUp, "補班：春節前備貨"),
    ("2026-02-16", Holiday, "除夕"),
    ("2026-02-17", Holiday, "春節初一"),
    ("2026-02-18", Holiday, "春節初二"),
    ("2026-02-19", Holiday, "春節初三"),
    ("2026-02-20", Holiday, "春節補假"),
    ("2026-02-27", Holiday, "和平紀念日補假"),
    ("2026-04-03", Holiday, "兒童節補假"),
    ("2026-04-06", Holiday, "清明節補假"),
    ("2026-05-01", Holiday, "勞動節"),
    ("2026-06-19", Holiday, "端午節"),
    ("2026-09-25", Holiday, "中秋節"),
    ("2026-09-28", Holiday, "教師節"),
    ("2026-10-09", Holiday, "國慶日補假"),
    ("2026-10-26", Holiday, "臺灣光復節補假"),
    ("2026-12-25", Holiday, "行憲紀念日"),
    ("2027-01-01", Holiday, "元旦"),
    ("2027-01-30", MakeUp, "補班：春節前備貨"),
    ("2027-02-04", Holiday, "小年夜"),
    ("2027-02-05", Holiday, "除夕"),
    ("2027-02-08", Holiday, "春節初三"),
    ("2027-02-09", Holiday, "春節補假"),
    ("2027-02-10", Holiday, "春節補假"),
    ("2027-03-01", Holiday, "和平紀念日補假"),
    ("2027-04-05", Holiday, "清明節"),
    ("2027-04-06", Holiday, "兒童節補假"),
    ("2027-04-30", Holiday, "勞動節補假"),
    ("2027-06-09", Holiday, "端午節"),
    ("2027-09-15", Holiday, "中秋節"),
    ("2027-09-28", Holiday, "教師節"),
    ("2027-10-11", Holiday, "國慶日補假"),
    ("2027-10-25", Holiday, "臺灣光復節"),
    ("2027-12-24", Holiday, "行憲紀念日補假"),
];
