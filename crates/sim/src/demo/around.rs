//! What happens around the orders: mornings with post and late duties, goods received, problems, settings, absences.

use std::time::Duration;

use desk::fulfilment::production;
use desk::intake;
use desk::masters::{self, ChangeContact, CustomerContact, Kind, MoveStock, TypedMovement};
use desk::office::{
    AssignForm, AssignProblem, EscalateProblem, GroundForm, OpenProblem, ProblemForm, ResolveForm, ResolveProblem,
};
use desk::order::{self, Channel, NoteForm, NoteKind, WriteNote};
use desk::people::setting::{AnswerChange, AnswerForm, Propose, ProposeForm};
use desk::people::{self, Delegate, DelegationKind};
use platform::Id;
use platform::act::{App, Outcome};
use platform::day::{Day, Instant};
use platform::outbox::{self, Carrier, Parcel, Undelivered};
use platform::trouble::Trouble;
use platform::web::UploadedFile;
use platform::who::{Person, Role};

use super::making::Making;
use super::plan::{BY_TELEPHONE, Fate, Plan};
use super::{Next, Stage, Story};
use super::{cancelling, changing, chasing};
use crate::dice::Dice;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beat {
    Morning,
    Receipts(usize),
    Receivables,
    Problem(usize),
    Escalate(Id),
    Assign(Id),
    Solve(Id),
    Setting(usize),
    Accept(usize, Id),
    Away(usize),
}

const WORKBOOK: &[u8] = include_bytes!("../../../../assets/demo/order-hainuo.xlsx");
const SHEET: &[u8] = include_bytes!("../../../../assets/demo/order-hongda.csv");

/// (who reports, title, story, department, severity)
const PROBLEMS: &[(&str, &str, &str, &str, &str)] = &[
    ("production", "焊接站治具損壞", "備用治具下週才到，先以手工定位。", "production", "minor"),
    ("chen", "客户来料尺寸不符", "孔位偏差 0.4 mm，需品管判定。", "quality", "serious"),
    ("purchasing", "軸承供應商延遲一週", "恒昌通知 6203 延至下週三。", "purchasing", "serious"),
    ("warehouse", "出貨棧板不足", "週五前要 40 片。", "logistics", "minor"),
    ("wang", "對帳單金額差異", "海诺六月货款少付 1,200 元。", "finance", "minor"),
    ("quality", "噴塗線色差", "RAL7035 批次色差超標，兩台重噴。", "production", "serious"),
    ("li", "电磁阀漏气退换", "客户退回三台，待分析。", "quality", "serious"),
    ("production", "水壓機停機", "油封破裂，待料件。", "production", "blocking"),
    ("chen", "客戶圖面版次不一致", "訂單附圖為 B 版，系統為 C 版。", "specialist", "minor"),
    ("logistics", "週五貨車臨時取消", "改派或併車，請回覆。", "logistics", "serious"),
];
/// The last of them are still open.
const OPEN: usize = 4;

/// (setting, value, ground)
const SETTINGS: &[(&str, &str, &str)] = &[
    ("price.authority.specialist", "3.5", "小額讓價由專員決定，減少往返。"),
    ("price.class.C", "101", "預付款客戶的加價。"),
    ("major.gross", "120000", "訂單平均金額上升。"),
];

const BUSY: &[(&str, i64, i64)] = &[
    ("WC-10", 520, 9),
    ("WC-20", 600, 7),
    ("WC-30", 240, 5),
    ("WC-40", 280, 5),
    ("WC-50", 420, 10),
    ("WC-60", 180, 6),
    ("WC-70", 230, 5),
];

const RECEIVED: &[(&str, i64)] = &[
    ("HB-M6x20-A2", 2_000),
    ("HB-M8x30-A2", 3_000),
    ("HB-M10x50-A2", 2_000),
    ("HB-M16x70-A2", 2_000),
    ("HN-M8-A2", 2_500),
    ("HN-M16-A2", 2_500),
    ("FW-M8-A2", 4_000),
    ("CB-RVV-4x4", 1_500),
    ("PS-PNP-NO-M18", 60),
    ("BR-6205-2RS", 60),
];
/// Until a few weeks ago what is made was made for stock, too: one third of a quarter's demand at a time.
const MADE_FOR_STOCK: &[(&str, i64)] = &[
    ("BK-U100-Q235", 130),
    ("CC-400x500", 10),
    ("CC-600x800", 9),
    ("CC-800x1200", 9),
    ("GP-10CC", 16),
    ("GP-16CC", 14),
    ("GP-25CC", 12),
    ("HH-8-2000", 32),
    ("HH-16-1500", 32),
];
/// The parts of what is made.
const PARTS: &[(&str, i64)] = &[("BR-6203-2RS", 220), ("HB-M8x25-A2", 900), ("CB-RVV-3x1.5", 400)];
/// How often it was made for stock.
const STOCKED: usize = 5;

/// A story without an order.
fn story(dice: &mut Dice) -> Story {
    let plan = Plan {
        owner: "chen",
        customer: "C001",
        channel: "email",
        no: String::new(),
        wanted_in: 0,
        lines: Vec::new(),
        special: "",
        rush: false,
        by_phone: false,
        fate: Fate::Through,
        making: Making::Through,
        by_sheet: false,
    };
    Story { plan, order: None, dice: Dice::new(dice.throw()) }
}

pub fn stories(stage: &Stage, begin: Instant, until: Instant, dice: &mut Dice) -> Vec<(Instant, super::Beat, Story)> {
    let mut all = Vec::new();
    let mut put = |at: Instant, beat: Beat, dice: &mut Dice| all.push((at, super::Beat::Around(beat), story(dice)));
    let zone = stage.calendar.zone().clone();
    let (mut day, last) = (begin.day_in(&zone), until.day_in(&zone));
    let mut all_days = Vec::new();
    while day <= last {
        if let (true, Some(at)) = (stage.calendar.is_open_day(day), crate::time::moment(day, "08:31:00", &zone)) {
            put(at, Beat::Morning, dice);
        }
        all_days.extend(chasing::of_day(stage, day));
        day = day.add_days(1).unwrap_or(last);
        if day == last {
            break;
        }
    }
    let work = stage.calendar.working_minutes_between(begin, until);
    all_days.retain(|(at, _)| *at > begin);
    let at = |per_cent: i64| stage.calendar.add_hours(begin, work * per_cent / 100).unwrap_or(begin);
    for (n, per_cent) in [1, 15, 30, 45, 60, 75, 90, 97].into_iter().enumerate() {
        put(at(per_cent), Beat::Receipts(n), dice);
    }
    for n in 0..6 {
        put(at(3 + n * 19), Beat::Receivables, dice);
    }
    for n in 0..PROBLEMS.len() {
        let per_cent =
            if n + OPEN >= PROBLEMS.len() { 96 + (n + OPEN - PROBLEMS.len()) as i64 } else { 10 + 13 * n as i64 };
        put(at(per_cent.min(99)), Beat::Problem(n), dice);
    }
    for n in 0..SETTINGS.len() {
        put(at([20, 55, 99][n.min(2)]), Beat::Setting(n), dice);
    }
    for (n, per_cent) in [35, 50, 62, 78].into_iter().enumerate() {
        put(at(per_cent), Beat::Away(n), dice);
    }
    for (minutes, beat) in changing::begins().chain(cancelling::begins()) {
        let at = stage.calendar.add_hours(begin, (work - minutes).max(0)).unwrap_or(begin);
        all.push((at, beat, story(dice)));
    }
    all.extend(all_days.into_iter().map(|(at, beat)| (at, beat, story(dice))));
    all
}

fn next(minutes: i64, beat: Beat) -> (i64, super::Beat) {
    (minutes, super::Beat::Around(beat))
}

pub async fn play(stage: &Stage, story: &mut Story, beat: &Beat) -> Outcome<Next> {
    match *beat {
        Beat::Morning => {
            // One customer's mailbox does not exist any more.
            let lost = story.dice.chance(2);
            order::look_at_late(&stage.app).await?;
            while outbox::send_due(&stage.app, &Postman { lost }).await? > 0 {}
            Ok(Next::new())
        }
        Beat::Receipts(n) => receipts(stage, story, n).await,
        Beat::Receivables => receivables(stage).await,
        Beat::Problem(n) => problem(stage, story, n).await,
        Beat::Escalate(problem) => {
            let who = stage.person("production").await?;
            let form = GroundForm { ground: "要停線兩天，請協調交期。".into(), lock: String::new() };
            stage.app.perform(&who, EscalateProblem { problem, form }).await?;
            Ok(Next::new())
        }
        Beat::Assign(problem) => {
            let manager = stage.manager().await?;
            let owner = stage.person("quality").await?;
            let form =
                AssignForm { department: "quality".into(), owner: owner.id.to_string(), ..AssignForm::default() };
            stage.app.perform(&manager, AssignProblem { problem, form }).await?;
            Ok(Next::new())
        }
        Beat::Solve(problem) => {
            let manager = stage.manager().await?;
            let (cause, resolution) = ("零件磨損、備料不足".to_string(), "已更換並調整安全庫存".to_string());
            let form = ResolveForm { cause, resolution, lock: String::new() };
            stage.app.perform(&manager, ResolveProblem { problem, form }).await?;
            Ok(Next::new())
        }
        Beat::Setting(n) => setting(stage, n).await,
        Beat::Accept(n, change) => {
            let who = stage.person("executive").await?;
            let form = AnswerForm { answer: "accepted".into(), text: "同意".into() };
            stage.app.perform(&who, AnswerChange { name: SETTINGS[n].0.into(), change, form }).await?;
            Ok(Next::new())
        }
        Beat::Away(n) => away(stage, n).await,
    }
}

/// A company that has worked before: its centres are full now and emptier from day to day.
pub async fn busy(stage: &Stage) -> Outcome<()> {
    let until = stage.until;
    let days = stage.app.read(move |tx| {
        let calendar = people::calendar(tx)?;
        let today = until.day_in(calendar.zone());
        let all = (1..70).filter_map(|n| today.add_days(n).ok());
        Ok(all.filter(|day| calendar.is_open_day(*day)).collect::<Vec<Day>>())
    });
    let mut table = "centre,day,minutes,remark\n".to_string();
    for (n, day) in days.await?.into_iter().enumerate() {
        for (centre, now, fewer) in BUSY {
            // Not the same every day: nobody would believe it.
            let uneven = (n as i64 * 37 + now) % 60;
            let minutes = (now - fewer * n as i64 - uneven).max(0);
            table.push_str(&format!("{centre},{day},{minutes},在製工單\n"));
        }
    }
    let production = stage.person("production").await?;
    let table = table.into_bytes();
    masters::import(&stage.app, &production, Kind::OutsideLoads, table, "outside-load.csv", false).await?;
    Ok(())
}

/// One customer's mail does not reach him: whatever he is told, somebody tells him.
pub async fn by_telephone(stage: &Stage) -> Outcome<()> {
    let who = stage.person("chen").await?;
    let customer = stage.app.read(|tx| masters::customer_by_code(tx, BY_TELEPHONE)).await?.ok_or(Trouble::Hidden)?;
    let form = CustomerContact {
        contact: customer.contact.clone(),
        phone: customer.phone.clone(),
        email: String::new(),
        fax: "+886-2-2698-5519".into(),
        address: customer.address.clone(),
        lang: customer.lang.code().into(),
        lock: customer.lock.to_string(),
    };
    stage.app.perform(&who, ChangeContact { customer: customer.id, form }).await?;
    Ok(())
}

async fn receipts(stage: &Stage, story: &mut Story, n: usize) -> Outcome<Next> {
    let who = stage.person("warehouse").await?;
    let made = if n < STOCKED { MADE_FOR_STOCK } else { &[] };
    for (sku, quantity) in RECEIVED.iter().chain(PARTS).chain(made) {
        let product = stage.app.read(move |tx| masters::product_by_sku(tx, sku)).await?;
        let Some(product) = product else { continue };
        let quantity = quantity * story.dice.between(7, 12) / 10;
        let reason =
            if MADE_FOR_STOCK.iter().any(|(own, _)| own == sku) { "備庫生產入庫" } else { "採購入庫" };
        let typed = TypedMovement { kind: "receipt".into(), quantity: quantity.to_string(), reason: reason.into() };
        stage.app.perform(&who, MoveStock { product: product.id, typed }).await?;
    }
    Ok(Next::new())
}

/// What the customers owe, as the bookkeeping has it.
async fn receivables(stage: &Stage) -> Outcome<Next> {
    const CUSTOMERS: &str = include_str!("../../../../assets/demo/customers.csv");
    let mut table = "code,receivable_open,receivable_overdue\n".to_string();
    for line in CUSTOMERS.lines().skip(1) {
        let code = line.split(',').next().unwrap_or_default();
        let mut last = line.rsplit(',');
        let (overdue, open) = (last.next().unwrap_or("0"), last.next().unwrap_or("0"));
        table.push_str(&format!("{code},{open},{overdue}\n"));
    }
    let who = stage.person("finance").await?;
    let table = table.into_bytes();
    masters::import(&stage.app, &who, Kind::Receivables, table, "receivables.csv", false).await?;
    Ok(Next::new())
}

async fn problem(stage: &Stage, story: &mut Story, n: usize) -> Outcome<Next> {
    let (login, title, text, department, severity) = PROBLEMS[n];
    let who = stage.person(login).await?;
    let newest = stage.app.read(|tx| {
        const NEWEST: &str = "SELECT number FROM orders ORDER BY made_at DESC, id DESC LIMIT 1";
        Ok(tx.list_built("the newest order", NEWEST, &[], |row| row.get::<String>(0))?.pop())
    });
    let about = newest.await?.filter(|_| n % 2 == 1).unwrap_or_default();
    let form = ProblemForm {
        title: title.into(),
        story: text.into(),
        order: about,
        department: department.into(),
        severity: severity.into(),
        ..ProblemForm::default()
    };
    let id = stage.app.perform(&who, OpenProblem { form }).await?;
    let minutes = story.dice.between(200, 900);
    Ok(match n {
        _ if n + OPEN < PROBLEMS.len() => vec![next(minutes, Beat::Solve(id))],
        6 => vec![next(40, Beat::Assign(id))],
        7 => vec![next(60, Beat::Escalate(id))],
        _ => Next::new(),
    })
}

async fn setting(stage: &Stage, n: usize) -> Outcome<Next> {
    let (name, value, ground) = SETTINGS[n];
    let manager = stage.manager().await?;
    let form = ProposeForm { value: value.into(), ground: ground.into() };
    let asked = stage.app.perform(&manager, Propose { name: name.into(), form }).await?;
    // The last one waits for the executive.
    Ok(if n + 1 < SETTINGS.len() { vec![next(300, Beat::Accept(n, asked.id))] } else { Next::new() })
}

/// The manager is away for days, the specialists name each other.
async fn away(stage: &Stage, n: usize) -> Outcome<Next> {
    let (login, deputy, kind, days) = [
        ("wang", "chen", DelegationKind::Specialist, 3),
        ("manager", "deputy", DelegationKind::Manager, 5),
        ("li", "wang", DelegationKind::Specialist, 4),
        ("manager", "deputy", DelegationKind::Manager, 2),
    ][n];
    let (who, deputy) = (stage.person(login).await?, stage.person(deputy).await?);
    let now = stage.app.0.clock.now();
    let ends_at = now.saturating_add(Duration::from_secs(days * 86_400));
    let ground = if kind == DelegationKind::Manager { "出差" } else { "休假" }.to_string();
    stage.app.perform(&who, Delegate { kind, deputy: deputy.id, starts_at: None, ends_at, ground }).await?;
    Ok(Next::new())
}

/// What has come in today and lies there, and a word among colleagues.
pub async fn evening(stage: &Stage) -> Outcome<()> {
    super::shipping::evening(stage).await?;
    let chen = stage.person("chen").await?;
    for (name, sender, content) in
        [("order-hainuo.xlsx", "zhao@hainuo.example", WORKBOOK), ("order-hongda.csv", "order@hongda.example", SHEET)]
    {
        let file = UploadedFile { field: "file".into(), name: name.into(), content: content.to_vec() };
        intake::receive_file(&stage.app, &chen, Channel::Email, sender, &file).await?;
    }
    let waiting: Vec<Id> = stage
        .app
        .read(|tx| {
            const WAITING: &str = "SELECT id FROM orders WHERE approval = 'final_review' ORDER BY made_at LIMIT 4";
            Ok(tx.list_built("waiting orders", WAITING, &[], |row| row.get(0))?)
        })
        .await?;
    let manager = stage.manager().await?;
    let talk = NoteForm::of;
    for (n, id) in waiting.into_iter().enumerate() {
        let (who, form): (Person, NoteForm) = match n {
            0 => (manager.clone(), talk(NoteKind::Comment, "", "@chen 這個價格是誰同意的？")),
            1 => (chen.clone(), talk(NoteKind::Comment, "", "@manager 客戶今天下午等答覆。")),
            2 => (manager.clone(), talk(NoteKind::Question, Role::Production.code(), "這批控制箱月底前能排進去嗎？")),
            _ => (manager.clone(), talk(NoteKind::Question, Role::Purchasing.code(), "齒輪泵料件何時到？")),
        };
        match stage.app.perform(&who, WriteNote { order: id, form }).await {
            Ok(_) | Err(Trouble::Refused(_) | Trouble::Forbidden { .. } | Trouble::Hidden) => {}
            Err(other) => return Err(other),
        }
    }
    order::look_at_late(&stage.app).await?;
    production::replan(&stage.app).await?;
    Ok(())
}

/// The demo company's post: everything arrives, but for a mailbox that is gone.
struct Postman {
    lost: bool,
}

impl Carrier for Postman {
    fn carry<'a>(
        &'a self,
        _: &'a App,
        _: &'a Parcel,
    ) -> std::pin::Pin<Box<dyn std::future::Future<Output = Result<(), Undelivered>> + Send + 'a>> {
        let answer = if self.lost {
            Err(Undelivered { why: "550 5.1.1 no such mailbox".into(), for_good: true })
        } else {
            Ok(())
        };
        Box::pin(async move { answer })
    }
}
