//! 4.3: customers who want something else of an approved order, from the talk to the instant of effect; and how far the
//! last of their requests have come.

use desk::changes::{
    self, Allow, AnswerForm, Assess, AssessForm, ChangeForm, ChangeState, Confirm, ConfirmForm, Decide, DecideForm,
    Draft, Effect, HisConsent, LogAnswer, NewHeardLink, PermitForm, PressForm, Propose, ProposeForm, Review,
    ReviewForm, Submit, TypedDifference, TypedLine, Withdraw, Word, WordForm,
};
use desk::intake::Origin;
use desk::masters;
use desk::order::{self, NoteForm, NoteKind, Order, WriteNote};
use desk::people;
use platform::Id;
use platform::act::Outcome;
use platform::i18n::Lang;
use platform::quantity::Quantity;
use platform::trouble::Trouble;
use platform::who::{Person, Role};

use super::{Next, Stage, Story};
use crate::moves::grounds;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beat {
    /// The customer calls or writes: one of [`WISHES`].
    Make(usize),
    Confirm(usize, Id),
    Submit(usize, Id),
    Decide(usize, Id),
    Assess(usize, Id),
    Propose(usize, Id),
    Review(usize, Id),
    Answer(usize, Id),
    Effect(usize, Id),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Later,
    More,
    Less,
    Add,
    Special,
}

/// Where a request ends, or stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Effective,
    Rejected,
    Refused,
    Withdrawn,
    At(ChangeState),
    /// Agreed to, and the owner has to carry it out.
    Agreed,
}

/// (when, in working minutes before now; what; how it ends; by telephone)
const WISHES: &[(i64, What, End, bool)] = &[
    (50_000, What::Later, End::Effective, false),
    (43_000, What::More, End::Effective, true),
    (36_000, What::Special, End::Effective, false),
    (31_000, What::Less, End::Rejected, false),
    (27_000, What::Add, End::Effective, false),
    (23_000, What::Less, End::Effective, true),
    (19_000, What::Later, End::Refused, false),
    (15_000, What::More, End::Effective, false),
    (11_500, What::Later, End::Effective, true),
    (8_600, What::Less, End::Withdrawn, true),
    (6_300, What::Add, End::Effective, false),
    (4_400, What::Later, End::Effective, false),
    (1_050, What::More, End::At(ChangeState::CustomerConsent), false),
    (900, What::Later, End::Agreed, false),
    (620, What::Later, End::At(ChangeState::ReReview), false),
    (520, What::Add, End::At(ChangeState::Proposal), false),
    (330, What::Less, End::At(ChangeState::Assessing), false),
    (210, What::Later, End::At(ChangeState::ManagerReview), false),
    (130, What::More, End::At(ChangeState::Draft), true),
];

/// When each of them begins, in working minutes before now.
pub fn begins() -> impl Iterator<Item = (i64, super::Beat)> {
    WISHES.iter().enumerate().map(|(n, wish)| (wish.0, super::Beat::Changing(Beat::Make(n))))
}

fn next(minutes: i64, beat: Beat) -> Next {
    vec![(minutes, super::Beat::Changing(beat))]
}

pub async fn play(stage: &Stage, story: &mut Story, beat: Beat) -> Outcome<Next> {
    let Beat::Make(n) = beat else { return go_on(stage, story, beat).await };
    let Some(order) = an_order(stage, story).await? else { return Ok(Next::new()) };
    let (_, what, _, oral) = WISHES[n];
    let form = wish(stage, story, &order, what).await?;
    let owner = stage.app.read(move |tx| people::fetch(tx, order.owner)).await?;
    let (medium, said) =
        if oral { ("phone", "客戶來電要求變更。") } else { ("email", "客户来信要求变更订单。") };
    let note = talk(stage, &owner, order.id, medium, said).await?;
    let id = stage.app.0.ids.new_id(stage.app.0.clock.now());
    let token = stage.app.config().change_token(id).digest().to_vec();
    let form = ChangeForm { note: note.to_string(), ..form };
    stage.app.perform(&owner, Draft { id, order: order.id, token, form }).await?;
    story.order = Some(order.id);
    Ok(match WISHES[n].2 {
        End::At(ChangeState::Draft) => Next::new(),
        _ if oral => next(story.dice.between(20, 90), Beat::Confirm(n, id)),
        _ => next(story.dice.between(15, 60), Beat::Submit(n, id)),
    })
}

/// One that was approved not long ago and that nobody else is changing.
pub async fn an_order(stage: &Stage, story: &mut Story) -> Outcome<Option<Order>> {
    const YOUNG: &str = "SELECT o.id FROM orders o WHERE o.approval = 'approved' AND NOT EXISTS (SELECT 1 FROM shipment s \
        WHERE s.order_id = o.id) AND NOT EXISTS (SELECT 1 FROM order_flag f \
        WHERE f.order_id = o.id AND f.ended_at IS NULL) AND NOT EXISTS (SELECT 1 FROM change_claim c LEFT JOIN order_line l \
        ON l.id = c.line_id WHERE l.order_id = o.id OR c.line_id = o.id) ORDER BY o.made_at DESC, o.id DESC LIMIT 24";
    let young: Vec<Id> = stage.app.read(|tx| Ok(tx.list_built("young orders", YOUNG, &[], |row| row.get(0))?)).await?;
    let Some(id) = story.dice.pick(&young).copied() else { return Ok(None) };
    Ok(Some(stage.app.read(move |tx| order::fetch(tx, &Person::system(), id)).await?))
}

pub async fn talk(stage: &Stage, owner: &Person, order: Id, medium: &str, said: &str) -> Outcome<Id> {
    let form = NoteForm::of(NoteKind::Contact, medium, said);
    stage.app.perform(owner, WriteNote { order, form }).await
}

async fn wish(stage: &Stage, story: &mut Story, order: &Order, what: What) -> Outcome<ChangeForm> {
    let line = story.dice.pick(&order.lines).cloned().ok_or(Trouble::Hidden)?;
    let sku = line.sku.clone();
    let (today, product) =
        stage.app.read(move |tx| Ok((people::today(tx)?, masters::product_by_sku(tx, &sku)?))).await?;
    let pack = product.map_or(1_000_000, |product| product.pack.millionths()).max(1);
    let packs = |quantity: i64| Quantity::from_millionths((quantity / pack).max(1) * pack);
    let asked = line.requested_on.or(order.requested_on).unwrap_or(today).max(today);
    let later = |days: i64| {
        let day = asked.add_days(days).unwrap_or(asked);
        stage.calendar.next_open_day(day).unwrap_or(day).to_string()
    };
    let typed = |quantity: Option<Quantity>, day: Option<String>| TypedLine {
        no: line.no.to_string(),
        quantity: quantity.map_or(String::new(), |quantity| quantity.to_string()),
        requested_on: day.unwrap_or_default(),
        ..TypedLine::default()
    };
    let days = story.dice.between(7, 18);
    let all = line.quantity.millionths();
    let lines = match what {
        What::Later => vec![typed(None, Some(later(days)))],
        What::More => vec![typed(Some(packs(all * 3 / 2 + pack)), Some(later(days)))],
        What::Less if packs(all / 2) < line.quantity => vec![typed(Some(packs(all / 2)), None)],
        What::Less => vec![typed(None, Some(later(days)))],
        What::Add => vec![TypedLine {
            sku: "FW-M12-A2".into(),
            quantity: "200".into(),
            requested_on: later(days),
            ..TypedLine::default()
        }],
        What::Special => Vec::new(),
    };
    let (reason, special) = match what {
        What::Later => ("客戶工地延後，請改交期", ""),
        What::More => ("终端需求增加，加订数量", ""),
        What::Less => ("客戶庫存尚足，減少數量", ""),
        What::Add => ("补订配套垫圈，一并交货", ""),
        What::Special => ("客戶要求附材質證明", "須附材質證明及檢驗報告"),
    };
    let difference = TypedDifference { lines, special: special.into(), ..TypedDifference::default() };
    Ok(ChangeForm { reason: reason.into(), difference, ..ChangeForm::default() })
}

async fn go_on(stage: &Stage, story: &mut Story, beat: Beat) -> Outcome<Next> {
    let Some(order) = story.order else { return Ok(Next::new()) };
    let order = stage.app.read(move |tx| order::fetch(tx, &Person::system(), order)).await?;
    let owner = order.owner;
    let owner = stage.app.read(move |tx| people::fetch(tx, owner)).await?;
    let soon = story.dice.between(20, 90);
    match beat {
        Beat::Make(_) => Ok(Next::new()),
        Beat::Confirm(n, id) => {
            if story.dice.chance(60) {
                his(stage, &order, id, Word::Signed).await?;
            } else {
                let source = letter(stage, &owner, order.id).await?;
                let form = ConfirmForm { source, ..ConfirmForm::default() };
                stage.app.perform(&owner, Confirm { change: id, form }).await?;
            }
            Ok(next(soon, Beat::Submit(n, id)))
        }
        Beat::Submit(n, id) => {
            stage.app.perform(&owner, Submit { change: id, form: PressForm::default() }).await?;
            let waits = WISHES[n].2 == End::At(ChangeState::ManagerReview);
            Ok(if waits { Next::new() } else { next(soon, Beat::Decide(n, id)) })
        }
        Beat::Decide(n, id) => decide(stage, &owner, n, id, soon).await,
        Beat::Assess(n, id) => assess(stage, n, id, soon).await,
        Beat::Propose(n, id) => propose(stage, &order, &owner, (n, id), soon).await,
        Beat::Review(n, id) => review(stage, n, id, soon).await,
        Beat::Answer(n, id) => answer(stage, story, &order, &owner, (n, id)).await,
        Beat::Effect(_, id) => {
            stage.app.perform(&owner, Effect { change: id, form: PressForm::default() }).await?;
            Ok(Next::new())
        }
    }
}

async fn decide(stage: &Stage, owner: &Person, n: usize, id: Id, soon: i64) -> Outcome<Next> {
    let manager = stage.manager().await?;
    let rejects = WISHES[n].2 == End::Rejected;
    let (verdict, text) =
        if rejects { ("reject", "已排產，數量不能再減。") } else { ("approve", "請各單位評估。") };
    let form = DecideForm { verdict: verdict.into(), text: text.into(), ..DecideForm::default() };
    stage.app.perform(&manager, Decide { change: id, form }).await?;
    Ok(match WISHES[n].2 {
        End::Rejected | End::At(ChangeState::Assessing) => Next::new(),
        End::Withdrawn => {
            let form = DecideForm { text: "客戶來電：維持原訂單。".into(), ..DecideForm::default() };
            stage.app.perform(owner, Withdraw { change: id, form }).await?;
            Next::new()
        }
        _ => next(soon, Beat::Assess(n, id)),
    })
}

/// Each department that was asked says what it does to it.
async fn assess(stage: &Stage, n: usize, id: Id, soon: i64) -> Outcome<Next> {
    let asked = stage.app.read(move |tx| changes::assessments(tx, id)).await?;
    for (at, one) in asked.iter().filter(|one| one.answered_at.is_none()).enumerate() {
        let who = stage.person(one.department.code()).await?;
        let form = AssessForm {
            department: one.department.code().into(),
            days: if at == 0 { "1".into() } else { String::new() },
            cost: if one.department == Role::Production { "180".into() } else { String::new() },
            scrap: String::new(),
            solution: "可配合，隨同原排程處理。".into(),
        };
        stage.app.perform(&who, Assess { change: id, form }).await?;
    }
    let waits = WISHES[n].2 == End::At(ChangeState::Proposal);
    Ok(if waits { Next::new() } else { next(soon, Beat::Propose(n, id)) })
}

async fn propose(stage: &Stage, order: &Order, owner: &Person, (n, id): (usize, Id), soon: i64) -> Outcome<Next> {
    let found = stage.app.read({
        let order = order.clone();
        move |tx| {
            let change = changes::fetch_change(tx, id)?;
            changes::proposed_checks(tx, &Person::system(), &order, &change)
        }
    });
    let form = ProposeForm {
        text: "依貴公司要求調整，其餘條件不變。".into(),
        surcharge: if n.is_multiple_of(5) { "150".into() } else { String::new() },
        grounds: grounds(&found.await?, Role::Specialist),
        ..ProposeForm::default()
    };
    stage.app.perform(owner, Propose { change: id, form }).await?;
    let waits = WISHES[n].2 == End::At(ChangeState::ReReview);
    Ok(if waits { Next::new() } else { next(soon, Beat::Review(n, id)) })
}

async fn review(stage: &Stage, n: usize, id: Id, soon: i64) -> Outcome<Next> {
    let manager = stage.manager().await?;
    let form = ReviewForm { verdict: "pass".into(), decision: "同意變更。".into(), ..ReviewForm::default() };
    let link = || NewHeardLink::of_change(&stage.app);
    let done = match stage.app.perform(&manager, Review { change: id, link: link(), form: form.clone() }).await {
        Err(Trouble::Refused(no)) => {
            permits(stage, id).await?;
            let form = ReviewForm { grounds: grounds(&no.broken, Role::Manager), ..form };
            stage.app.perform(&manager, Review { change: id, link: link(), form }).await
        }
        done => done,
    };
    done?;
    let waits = WISHES[n].2 == End::At(ChangeState::CustomerConsent);
    Ok(if waits { Next::new() } else { next(soon * 3, Beat::Answer(n, id)) })
}

/// What is over the manager's authority: the executive's word, finance's release.
async fn permits(stage: &Stage, id: Id) -> Outcome<()> {
    let until = stage.app.read(people::today).await?.add_days(30).map_or(String::new(), |day| day.to_string());
    for login in ["executive", "finance"] {
        let who = stage.person(login).await?;
        let form = PermitForm {
            text: "同意。".into(),
            amount: "4000000".into(),
            until: until.clone(),
            ..PermitForm::default()
        };
        stage.app.perform(&who, Allow { change: id, form }).await?;
    }
    Ok(())
}

/// On his link, or on paper.
async fn answer(
    stage: &Stage,
    story: &mut Story,
    order: &Order,
    owner: &Person,
    (n, id): (usize, Id),
) -> Outcome<Next> {
    if WISHES[n].2 == End::Refused {
        his(stage, order, id, Word::Refused).await?;
        return Ok(Next::new());
    }
    if story.dice.chance(70) {
        his(stage, order, id, Word::Agreed).await?;
    } else {
        let source = letter(stage, owner, order.id).await?;
        let form = AnswerForm { answer: "agree".into(), source, ..AnswerForm::default() };
        stage.app.perform(owner, LogAnswer { change: id, form }).await?;
    }
    Ok(if WISHES[n].2 == End::Agreed { Next::new() } else { next(story.dice.between(20, 120), Beat::Effect(n, id)) })
}

/// Signed with his name and hand, or refused with a reason.
async fn his(stage: &Stage, order: &Order, change: Id, word: Word) -> Outcome<()> {
    let link = stage.app.read(move |tx| changes::heard_link(tx, change)).await?.ok_or(Trouble::Hidden)?;
    let who = desk::intake::link_holder(link.id, order, Lang::Hant);
    let token = stage.app.config().change_token(link.id).digest().to_vec();
    let text = if word == Word::Refused { "價格高於預算。" } else { "" }.to_string();
    let drawn = "M60 120L140 60L180 140M240 60L240 150M300 70L380 130".to_string();
    let form = WordForm { answer: word.code().into(), name: who.name.clone(), drawn, text, lang: String::new() };
    let origin = Origin { address: "192.0.2.7".into(), agent: "a telephone".into() };
    stage.app.perform(&who, HisConsent { token, form, origin }).await?;
    Ok(())
}

/// What the customer wrote is filed with the order; the document's id.
async fn letter(stage: &Stage, owner: &Person, id: Id) -> Outcome<String> {
    crate::letter(&stage.app, owner, id).await?;
    let all = stage.app.read(move |tx| order::sources(tx, id)).await?;
    let last = all.iter().filter(|source| source.from_customer).max_by_key(|source| (source.added_at, source.id));
    Ok(last.map_or(String::new(), |source| source.id.to_string()))
}
