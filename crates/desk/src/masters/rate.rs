//! Exchange rates by day: how many of the company's currency one unit of another is worth. Finance keeps them.

use axum::extract::State;
use axum::response::Response;
use maud::html;
use platform::act::{Act, App, Outcome};
use platform::day::Day;
use platform::db::Fault;
use platform::history::{self, Entry};
use platform::money::{Currency, Money, UnitPrice};
use platform::trouble::{Fields, Say};
use platform::web::ui::{self, column};
use platform::web::{Ask, Body, Failure, May, Routes};
use platform::who::{Person, Role};
use platform::{Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::company::company_currency;
use super::steps::{FactState, SET_RATE, standing};
use crate::shell::{self, Page};

pub fn routes() -> Routes {
    let readers = May::Roles(&[Role::Finance, Role::Manager, Role::Executive, Role::Auditor]);
    Routes::default().get("/rates", readers, list).post("/rates", May::Roles(&[Role::Finance]), set)
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Form {
    currency: String,
    from_day: String,
    rate: String,
}

async fn set(State(app): State<App>, ask: Ask, body: Body<Form>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let read = body.value.read();
    let done = match read {
        Ok(act) => app.perform_once(&who, body.once, act).await,
        Err(trouble) => Err(trouble),
    };
    match done {
        Ok(rate) => Ok(ask.see("/rates", &rate)),
        Err(Trouble::Invalid(fields)) if !ask.json => page(&app, &ask, &body.value, &fields).await,
        Err(trouble) => Err(trouble.into()),
    }
}

impl Form {
    fn read(&self) -> Outcome<SetRate> {
        let mut wrong = Fields::none();
        let currency: Option<Currency> = self.currency.trim().to_uppercase().parse().ok();
        let from_day: Option<Day> = self.from_day.parse().ok();
        let rate: Option<UnitPrice> = self.rate.trim().parse().ok();
        let rate = rate.filter(|rate| rate.millionths() > 0);
        if currency.is_none() {
            wrong.add("currency", Say::new("masters-bad-currency"));
        }
        if from_day.is_none() {
            wrong.add("from_day", Say::new("masters-bad-date"));
        }
        if rate.is_none() {
            wrong.add("rate", Say::new("masters-bad-not-positive"));
        }
        match (currency, from_day, rate) {
            (Some(currency), Some(from_day), Some(rate)) => Ok(SetRate { currency, from_day, rate: rate.millionths() }),
            _ => Err(Trouble::Invalid(wrong)),
        }
    }
}

/// States a rate from a day on.
#[derive(Clone, Debug)]
pub struct SetRate {
    pub currency: Currency,
    pub from_day: Day,
    /// Millionths of the company's currency per unit.
    pub rate: i64,
}

/// A rate as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rate {
    pub currency: Currency,
    pub from_day: String,
    pub rate: UnitPrice,
}

impl Act for SetRate {
    type Done = Rate;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Rate> {
        let leave = SET_RATE.admit(FactState::Known, &standing(who), &(), &[])?;
        if self.currency == company_currency(tx)? {
            return Err(Trouble::invalid("currency", Say::new("masters-bad-own-currency")));
        }
        let done = Rate {
            currency: self.currency,
            from_day: self.from_day.to_string(),
            rate: UnitPrice::from_millionths(self.rate),
        };
        if leave.idle {
            return Ok(done);
        }
        tx.execute(&KEEP, &[&self.currency.code(), &self.from_day, &self.rate])?;
        let body = json!({ "currency": done.currency, "from_day": done.from_day, "rate": done.rate });
        let entry =
            Entry { chain: history::ADMINISTRATION, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        history::append(tx, who, &entry)?;
        Ok(done)
    }
}

platform::sql! {
    KEEP = "INSERT INTO rate (currency, from_day, rate) VALUES ($1, $2, $3) \
        ON CONFLICT (currency, from_day) DO UPDATE SET rate = excluded.rate";
    ON_DAY = "SELECT rate FROM rate WHERE currency = $1 AND from_day <= $2 ORDER BY from_day DESC LIMIT 1";
    ALL = "SELECT currency, from_day, rate FROM rate ORDER BY currency, from_day DESC LIMIT 200";
}

/// Millionths of the company's currency for one unit of `currency` on a day; `None` where no rate is known.
pub fn rate(tx: &mut Tx, currency: Currency, day: Day) -> Outcome<Option<i64>> {
    if currency == company_currency(tx)? {
        return Ok(Some(1_000_000));
    }
    Ok(tx.maybe(&ON_DAY, &[&currency.code(), &day], |row| row.get(0))?)
}

/// An amount in minor units of the company's currency on a day, rounded half up; `None` where no rate is known.
pub fn in_company_currency(tx: &mut Tx, amount: Money, day: Day) -> Outcome<Option<i64>> {
    let company = company_currency(tx)?;
    if amount.currency() == company {
        return Ok(Some(amount.minor()));
    }
    let Some(rate) = rate(tx, amount.currency(), day)? else { return Ok(None) };
    let above = i128::from(amount.minor()) * i128::from(rate) * 10i128.pow(company.decimals());
    let below = 1_000_000 * 10i128.pow(amount.currency().decimals());
    let rounded = (above.abs() * 2 + below) / (below * 2) * above.signum();
    Ok(Some(i64::try_from(rounded).map_err(|e| Fault::other("convert", e))?))
}

async fn list(State(app): State<App>, ask: Ask) -> Result<Response, Failure> {
    page(&app, &ask, &Form::default(), &Fields::none()).await
}

async fn page(app: &App, ask: &Ask, typed: &Form, wrong: &Fields) -> Result<Response, Failure> {
    let (company, rates) = app
        .read(|tx| {
            let rates = tx.list(&ALL, &[], |row| {
                let (code, day, rate): (String, Day, UnitPrice) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok((code, day, rate))
            })?;
            Ok((company_currency(tx)?, rates))
        })
        .await?;
    let may_set = ask.who()?.is(Role::Finance);
    let token = app.0.ids.new_id(app.0.clock.now());
    let error = |field: &str| wrong.of(field).map(|say| say.text(ask.lang));
    let summary: Vec<(String, String)> = wrong.0.iter().map(|(f, say)| (f.clone(), say.text(ask.lang))).collect();
    let heads = [
        column(ask.t("masters-field-currency")),
        column(ask.t("masters-rate-from")),
        column(ask.ta("masters-rate-worth", &[("currency", company.code().to_string())])).number(),
    ];
    let table =
        ui::Table::new(ask.t("masters-rates"), heads)
            .rows(rates.iter().map(|(code, day, rate)| {
                ui::Row::new([html! { (code) }, html! { (day) }, html! { (rate.page(company)) }])
            }))
            .empty(ui::empty_state(ask.t("masters-rates-none"), ask.t("masters-rates-none-text"), html! {}));
    let body = html! {
        (ui::page_header(ask.t("masters-rates"), ask.t("masters-rates-lead"), html! {}))
        (ui::error_summary(ask.lang, &summary))
        @if may_set {
            (ui::card(ask.t("masters-rate-set"), html! {}, html! {
                form method="post" action="/rates" {
                    (ui::form_token(token))
                    div.fields {
                        (ui::text("currency", ask.t("masters-field-currency")).value(&typed.currency).required()
                            .attr("maxlength", "3").error(error("currency")))
                        (ui::date("from_day", ask.t("masters-rate-from")).value(&typed.from_day).required()
                            .error(error("from_day")))
                        (ui::number("rate", ask.ta("masters-rate-worth", &[("currency", company.code().to_string())]))
                            .value(&typed.rate).required().error(error("rate")))
                    }
                    div.form-foot { (ui::primary(ask.t("masters-save"))) }
                }
            }))
        }
        (ui::card("", html! {}, html! { (table) }))
    };
    let status = if wrong.0.is_empty() { axum::http::StatusCode::OK } else { axum::http::StatusCode::BAD_REQUEST };
    Ok(shell::page(ask, Page::new(ask.t("masters-rates"), "customers", body).status(status)))
}
