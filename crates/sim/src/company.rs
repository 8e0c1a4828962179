//! A small company, set up by the acts with which a company is set up: few products and little stock, so that orders
//! compete for them.

use std::collections::BTreeSet;

use desk::masters::{self, Company, DescribeCompany, Kind, SetRate};
use desk::people::{self, DayWord, ImportDays, Invite, MarkedDay, SetUp, Welcome};
use platform::act::{App, Outcome};
use platform::day::Day;
use platform::i18n::Lang;
use platform::ids::Token;
use platform::money::Currency;
use platform::who::{Person, Role, Roles};
use platform::{Fault, Id, Trouble};

use crate::visited::Reached;

/// Somebody of the company, whether he works there now or not.
#[derive(Clone, Debug)]
pub struct Mate {
    pub id: Id,
    pub login: String,
}

const CREW: &[(&str, &str, &[Role])] = &[
    ("manager", "林經理", &[Role::Manager]),
    ("deputy", "周副理", &[Role::Specialist]),
    ("chen", "陳專員", &[Role::Specialist]),
    ("wang", "王專員", &[Role::Specialist]),
    ("production", "張廠長", &[Role::Production]),
    ("purchasing", "吳採購", &[Role::Purchasing]),
    ("quality", "蔡品管", &[Role::Quality]),
    ("warehouse", "許倉管", &[Role::Warehouse]),
    ("logistics", "鄭物流", &[Role::Logistics]),
    ("finance", "黃會計", &[Role::Finance]),
    ("executive", "何總經理", &[Role::Executive]),
    ("employee", "郭職員", &[Role::Employee]),
    ("auditor", "曾稽核", &[Role::Auditor]),
];

/// Stands where a hashed password stands: nobody logs in here.
pub const NO_PASSWORD: &str = "nobody logs in";

pub const SKUS: &[&str] = &[
    "HB-M6x20-A2",
    "HB-M8x25-A2",
    "HB-M12x40-A2",
    "HN-M8-A2",
    "FW-M8-A2",
    "CB-RVV-3x1.5",
    "PS-NPN-NO-M12",
    "BV-DN25-304",
    "BR-6203-2RS",
    "SV-DN25-24V",
    "GP-16CC",
    "CC-400x500",
    "HH-16-1500",
];

macro_rules! table {
    ($name:literal) => {
        include_str!(concat!("../../../assets/demo/", $name, ".csv"))
    };
}

const RATES: &[(Currency, i64)] = &[
    (Currency::EUR, 7_820_000),
    (Currency::USD, 7_150_000),
    (Currency::HKD, 918_000),
    (Currency::TWD, 228_000),
    (Currency::SEK, 712_000),
];

/// Everybody, and what was reached by setting the company up.
pub async fn small(app: &App, reached: &mut BTreeSet<Reached>) -> Outcome<Vec<Mate>> {
    let mut note = |kind: &str, state: &str, step: &str, actor: &str| {
        let [kind, state, step, actor] = [kind, state, step, actor].map(str::to_string);
        reached.insert(Reached { kind, state, step, actor });
    };
    let mut crew = vec![first(app).await?];
    note("person", "new", "people.set_up", "anyone");
    let admin = person(app, crew[0].id).await?;
    for (login, name, roles) in CREW {
        crew.push(join(app, &admin, login, name, roles.iter().copied().collect()).await?);
    }
    note("person", "new", "people.invite", "admin");
    note("person", "invited", "people.welcome", "anyone");
    app.perform(&admin, ImportDays(holidays()?)).await?;
    note("calendar_day", "plain", "people.import_days", "admin");
    let company = Company {
        name: "理單精密機電有限公司".into(),
        address: "江蘇省蘇州市工業園區唯新路 88 號".into(),
        phone: "+86-512-6666-0188".into(),
        email: "orders@lidan.example".into(),
        currency: Currency::CNY,
        zone: app.config().zone.clone(),
    };
    app.perform(&Person::system(), DescribeCompany(company)).await?;
    note("company", "known", "company.describe", "system");
    let of = |login: &str| crew.iter().find(|mate| mate.login == login).map_or(crew[0].id, |mate| mate.id);
    let (manager, finance) = (person(app, of("manager")).await?, person(app, of("finance")).await?);
    let from_day =
        app.0.clock.now().day_in(&app.config().zone()).add_days(-30).map_err(|e| Fault::other("a day", e))?;
    for (currency, rate) in RATES {
        app.perform(&finance, SetRate { currency: *currency, from_day, rate: *rate }).await?;
    }
    note("rate", "known", "rate.set", "finance");
    for kind in TABLES {
        // Terms, limits and what is owed are finance's.
        let who = if *kind == Kind::Customers { &finance } else { &manager };
        masters::import(app, who, *kind, table(*kind).into_bytes(), &format!("{kind}.csv"), false).await?;
    }
    Ok(crew)
}

pub async fn person(app: &App, id: Id) -> Outcome<Person> {
    app.read(move |tx| people::fetch(tx, id)).await
}

async fn first(app: &App) -> Outcome<Mate> {
    let address = people::setup_link(app).await?.ok_or(Trouble::Hidden)?;
    let token: Token = address.rsplit('/').next().unwrap_or("").parse().map_err(|_| Trouble::Hidden)?;
    let act = SetUp {
        digest: token.digest().to_vec(),
        login: "admin".into(),
        name: "洪管理員".into(),
        password: NO_PASSWORD.into(),
        zone: app.config().zone.clone(),
        lang: Lang::Hant,
    };
    Ok(Mate { id: app.perform(&Person::system(), act).await?, login: "admin".into() })
}

async fn join(app: &App, admin: &Person, login: &str, name: &str, roles: Roles) -> Outcome<Mate> {
    let link = app.0.ids.new_token().digest().to_vec();
    let (lang, email) = (Lang::Hant, String::new());
    let invite = Invite { login: login.into(), name: name.into(), email, roles, link: link.clone(), lang };
    let id = app.perform(admin, invite).await?;
    let newcomer = person(app, id).await?;
    app.perform(&newcomer, Welcome { digest: link, password: NO_PASSWORD.into() }).await?;
    Ok(Mate { id, login: login.into() })
}

fn holidays() -> Outcome<Vec<MarkedDay>> {
    let days = [("2026-05-01", DayWord::Holiday), ("2026-05-09", DayWord::MakeUp), ("2026-06-19", DayWord::Holiday)];
    let marked = days.iter().map(|(day, kind)| {
        let day: Day = day.parse().map_err(|e| Fault::other("a day", e))?;
        Ok(MarkedDay { day, kind: *kind, name: "例假".into() })
    });
    marked.collect()
}

/// The order in which one table refers to another.
const TABLES: &[Kind] = &[
    Kind::Products,
    Kind::Customers,
    Kind::WorkCentres,
    Kind::Operations,
    Kind::Components,
    Kind::SupplyTerms,
    Kind::Suppliers,
];

/// The demo company's tables, cut down to a few products.
pub fn table(kind: Kind) -> String {
    match kind {
        Kind::Products => cut(table!("catalogue"), 1),
        // One of them has no address for mail: somebody has to call.
        Kind::Customers => table!("customers").replace("lin@hongyuan.example", ""),
        Kind::WorkCentres => table!("work-centres").to_string(),
        Kind::Operations => cut(table!("routings"), 1),
        Kind::Components => cut(table!("components"), 2),
        Kind::SupplyTerms => cut(table!("supply-terms"), 1),
        Kind::Suppliers => table!("suppliers").to_string(),
        Kind::Receivables | Kind::OutsideLoads | Kind::Prices => String::new(),
    }
}

/// The head and the rows whose first fields are all products that are kept.
fn cut(table: &str, fields: usize) -> String {
    let kept = |line: &str| line.split(',').take(fields).all(|field| SKUS.contains(&field));
    let lines = table.lines().enumerate().filter(|(at, line)| *at == 0 || kept(line));
    lines.map(|(_, line)| format!("{line}\n")).collect()
}
