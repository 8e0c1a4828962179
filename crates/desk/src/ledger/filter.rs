//! What the reader asks of the ledger: everything stands in the address, so that a list can be sent to a colleague,
//! kept as a bookmark and gone back to.

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::i18n::Lang;
use platform::money::Currency;
use platform::who::{Person, Role};
use platform::{Id, Tx};

use super::asked::Asked;
use super::part::{Drive, Of, Part};
use super::query::{Direction, Mark, Sort, count};
use crate::order::{Approval, Channel, Confirmation, Execution, duty};
use crate::{masters, people};

/// Orders found by words that a list is made of; more are said to be more.
pub const MATCHES_MAX: i64 = 5_000;
/// Rows that a page may sort.
const SORTED_MAX: i64 = 5_000;

/// A filter that is set, as a chip: its name in the address and its words.
#[derive(Clone, Debug)]
pub struct Set {
    pub name: &'static str,
    pub words: Words,
}

/// Words of a chip: a key of the language files, or what was typed.
#[derive(Clone, Debug)]
pub enum Words {
    Key(String),
    Text(&'static str, String),
}

impl Words {
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Words::Key(key) => lang.t(key),
            Words::Text(key, text) => lang.ta(key, &[("text", text.clone())]),
        }
    }
}

/// What was asked, understood.
#[derive(Clone, Debug)]
pub struct Filter {
    pub of: Of,
    pub parts: Vec<Part>,
    pub set: Vec<Set>,
    pub sort: Sort,
    pub direction: Direction,
    pub mark: Option<Mark>,
    /// The mark is where the page ends: the reader goes back.
    pub back: bool,
    /// More orders have the words than the list holds.
    pub capped: bool,
    pub money: bool,
    pub dense: bool,
    pub columns: Columns,
}

/// Which columns are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Columns {
    Usual,
    All,
    Chosen(Vec<String>),
}

impl Columns {
    fn read(text: &str) -> Columns {
        match text {
            "" => Columns::Usual,
            "more" => Columns::All,
            keys => Columns::Chosen(keys.split(',').map(str::to_string).collect()),
        }
    }
}

impl Filter {
    pub fn read(tx: &mut Tx, who: &Person, of: Of, asked: &Asked) -> Outcome<Filter> {
        let money = masters::sees::sale_money(who.roles);
        let sorts = if of == Of::Orders { Sort::OF_ORDERS } else { Sort::OF_LINES };
        // Sorting by a figure would tell it.
        let sort = Sort::from_code(&asked.sort).filter(|s| sorts.contains(s) && (money || *s != Sort::Gross));
        let sort = sort.unwrap_or(Sort::Made);
        let direction = Direction::from_code(&asked.dir).unwrap_or(sort.first());
        let back = asked.after.is_empty() && !asked.before.is_empty();
        let mark = Mark::parse(if back { &asked.before } else { &asked.after }, sort);
        let mut filter = Filter {
            of,
            parts: Vec::new(),
            set: Vec::new(),
            sort,
            direction,
            back: back && mark.is_some(),
            mark,
            capped: false,
            money,
            dense: asked.dense == "1",
            columns: Columns::read(&asked.cols),
        };
        filter.words_of_axes(asked);
        filter.people_and_things(tx, who, asked)?;
        filter.times(tx, asked)?;
        filter.found_by(tx, who, asked)?;
        Ok(filter)
    }

    fn put(&mut self, name: &'static str, words: Words, part: Part) {
        self.set.push(Set { name, words });
        self.parts.push(part);
    }

    fn words_of_axes(&mut self, asked: &Asked) {
        if let Some(word) = Approval::from_code(&asked.approval) {
            self.put("approval", Words::Key(word_key("approval-", word.code())), Part::Approval(word));
        }
        if let Some(word) = Execution::from_code(&asked.execution) {
            self.put("execution", Words::Key(word_key("execution-", word.code())), Part::Execution(word));
        }
        if let Some(word) = Confirmation::from_code(&asked.confirmation) {
            self.put("confirmation", Words::Key(word_key("confirmation-", word.code())), Part::Confirmation(word));
        }
        if let Some(word) = Channel::from_code(&asked.channel) {
            self.put("channel", Words::Key(word_key("channel-", word.code())), Part::Channel(word));
        }
        for (name, given, part) in [
            ("special", &asked.special, Part::Special),
            ("major", &asked.major, Part::Major),
            ("open", &asked.open, Part::Open),
        ] {
            if given == "1" {
                self.put(name, Words::Key(format!("ledger-is-{name}")), part);
            }
        }
    }

    fn people_and_things(&mut self, tx: &mut Tx, who: &Person, asked: &Asked) -> Outcome<()> {
        if asked.owner == "me" {
            self.put("owner", Words::Key("ledger-is-mine".into()), Part::Owner(who.id));
        } else if let Ok(owner) = asked.owner.parse::<Id>() {
            let name = people::name_of(tx, owner)?;
            self.put("owner", Words::Text("ledger-owned-by", name), Part::Owner(owner));
        }
        if !asked.customer.is_empty() {
            let customer = match asked.customer.parse::<Id>() {
                Ok(id) => masters::customer(tx, id)?,
                Err(_) => masters::customer_by_code(tx, &asked.customer)?,
            };
            let (name, id) = customer.map_or_else(
                || (asked.customer.clone(), Id::from_uuid(uuid::Uuid::nil())),
                |customer| (customer.name, customer.id),
            );
            self.put("customer", Words::Text("ledger-of-customer", name), Part::Customer(id));
        }
        if let Ok(id) = asked.product.parse::<Id>()
            && let Some(product) = masters::product(tx, id)?
        {
            self.put("product", Words::Text("ledger-with-product", product.sku), Part::Product(id));
        }
        if !asked.sku.is_empty() {
            self.put("sku", Words::Text("ledger-with-product", asked.sku.clone()), Part::Sku(asked.sku.clone()));
        }
        if let Ok(currency) = asked.currency.parse::<Currency>() {
            self.put("currency", Words::Text("ledger-in-currency", currency.code().into()), Part::Currency(currency));
        }
        Ok(())
    }

    fn times(&mut self, tx: &mut Tx, asked: &Asked) -> Outcome<()> {
        let zone = people::zone(tx)?;
        let today = tx.now().day_in(&zone);
        if asked.late == "1" {
            self.put("late", Words::Key("ledger-is-late".into()), Part::Late(today));
        }
        if let Ok(day) = asked.from.parse::<Day>() {
            self.put("from", Words::Text("ledger-wanted-from", day.to_string()), Part::WantedFrom(day));
        }
        if let Ok(day) = asked.to.parse::<Day>() {
            self.put("to", Words::Text("ledger-wanted-to", day.to_string()), Part::WantedTo(day));
        }
        if let Some((first, next)) = month_of(&asked.month, today) {
            let bounds = first.start_in(&zone).and_then(|from| Ok((from, next.start_in(&zone)?)));
            if let Ok((from, to)) = bounds {
                let name = format!("{:04}-{:02}", first.year(), first.month());
                self.put("month", Words::Text("ledger-made-in", name), Part::MadeFrom(from));
                self.parts.push(Part::MadeBefore(to));
            }
        }
        Ok(())
    }

    /// Words and duties both come down to a set of orders.
    fn found_by(&mut self, tx: &mut Tx, who: &Person, asked: &Asked) -> Outcome<()> {
        let mut among: Option<Vec<Id>> = None;
        if asked.waiting == "me" {
            let mine = duty::mine(tx, who, MATCHES_MAX)?;
            among = Some(mine.into_iter().filter(|d| d.about_kind == "order").map(|d| d.about).collect());
            self.set.push(Set { name: "waiting", words: Words::Key("ledger-waits-for-me".into()) });
        }
        let q = asked.q.trim();
        if !q.is_empty() {
            let found = orders_by_words(tx, q, MATCHES_MAX + 1)?;
            self.capped = found.len() as i64 > MATCHES_MAX;
            among = Some(match among {
                None => found,
                Some(mine) => mine.into_iter().filter(|id| found.contains(id)).collect(),
            });
            self.set.push(Set { name: "q", words: Words::Text("ledger-with-words", q.to_string()) });
        }
        if let Some(mut ids) = among {
            ids.sort_unstable();
            ids.dedup();
            self.parts.push(Part::Among(ids));
        }
        if who.roles.any(DEPARTMENT_ONLY) && !who.roles.any(WHOLE_LEDGER) && !self.hides_the_dead() {
            self.parts.push(Part::NotDead);
        }
        Ok(())
    }

    /// Whether the page walks its filter's index or its sort's. Asked of the data: a filter that leaves few rows has
    /// them sorted; one that leaves many has them close together in any order.
    pub fn drive(&self, tx: &mut Tx) -> Outcome<Drive> {
        let bounded = self.parts.iter().any(|part| matches!(part, Part::Among(_)));
        let by_day = |part: &Part| {
            matches!(part, Part::Late(_) | Part::WantedFrom(_) | Part::WantedTo(_) | Part::Product(_) | Part::Sku(_))
        };
        let in_order = self.of == Of::Orders && self.sort == Sort::Made && !self.parts.iter().any(by_day);
        if bounded || in_order || self.parts.is_empty() {
            return Ok(Drive::Filter);
        }
        let built = count(self.of, &self.parts, SORTED_MAX + 1);
        let counted: Vec<i64> = tx.list_built(&built.name, &built.text, &built.params(), |row| row.get(0))?;
        let many = counted.first().is_some_and(|n| *n > SORTED_MAX);
        Ok(if many { Drive::Sort } else { Drive::Filter })
    }

    /// The filters already leave out what departments may not know of.
    fn hides_the_dead(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Open | Part::Late(_)))
    }
}

/// Roles that know of every order.
pub const WHOLE_LEDGER: &[Role] = &[Role::Specialist, Role::Manager, Role::Executive, Role::Finance, Role::Auditor];
/// Roles that know of orders that are alive (`order::fetch`).
pub const DEPARTMENT_ONLY: &[Role] =
    &[Role::Production, Role::Purchasing, Role::Quality, Role::Warehouse, Role::Logistics];

/// Orders by words in either script, newest first; a bare figure is read as the end of a number.
pub fn orders_by_words(tx: &mut Tx, q: &str, limit: i64) -> Outcome<Vec<Id>> {
    let mut found = masters::find_words(tx, "order", q, None, limit)?;
    if q.len() < 6 && q.bytes().all(|b| b.is_ascii_digit()) {
        for id in masters::find_words(tx, "order", &format!("{q:0>6}"), None, limit)? {
            if !found.contains(&id) {
                found.insert(0, id);
            }
        }
    }
    Ok(found)
}

/// The key of a state's word: `approval-` and `final_review` make `approval-final-review`.
pub fn word_key(axis: &str, code: &str) -> String {
    format!("{axis}{}", code.replace('_', "-"))
}

/// The first day of a month and of the one after it.
fn month_of(text: &str, today: Day) -> Option<(Day, Day)> {
    let (year, month) = match text {
        "" => return None,
        "this" => (today.year(), today.month()),
        text => {
            let (year, month) = text.split_once('-')?;
            (year.parse().ok()?, month.parse().ok()?)
        }
    };
    let next = if month == 12 { Day::new(year + 1, 1, 1) } else { Day::new(year, month + 1, 1) };
    Some((Day::new(year, month, 1).ok()?, next.ok()?))
}

/// The instant at which a month begins, for figures of the month.
pub fn month_start(tx: &mut Tx) -> Outcome<(Day, Instant)> {
    let zone = people::zone(tx)?;
    let today = tx.now().day_in(&zone);
    let first = Day::new(today.year(), today.month(), 1).unwrap_or(today);
    let at = first.start_in(&zone).map_err(|e| platform::Fault::other("month", e))?;
    Ok((first, at))
}
