//! What the demo company's office has done before one first looks at it: problems, plans, a report; by the same acts.

use desk::office::{
    CommentForm, CommentReport, OpenProblem, PlanForm, ProblemForm, ReportForm, ResolveForm, ResolveProblem,
    SendReport, SetPlan,
};
use desk::people::{self, SaveView, ViewForm};
use platform::who::Person;
use platform::{App, Id, Trouble};

use crate::Failed;

/// (who reports it, title, story, department, severity)
const PROBLEMS: &[(&str, &str, &str, &str, &str)] = &[
    ("chen", "泵浦組裝線扭力扳手送校", "校正需三天，其間 GP 系列只能以一班組裝。", "production", "serious"),
    ("wang", "電磁閥供應商來料短少", "SV-DN25-24V 到貨比採購單少 40 件，供應商查證中。", "purchasing", "blocking"),
    ("warehouse", "三號貨架標籤脫落", "六角螺栓儲位標籤已模糊，揀貨時易混淆。", "warehouse", "minor"),
];

/// By metric, what the manager wants of this month.
const GOALS: &[(&str, &str)] =
    &[("handled", "12"), ("on_time", "95"), ("accuracy", "90"), ("value", "500000"), ("problems", "2"), ("late", "0")];

pub async fn play(app: &App) -> Result<(), Failed> {
    let (manager, executive, chen) =
        (person(app, "manager").await?, person(app, "executive").await?, person(app, "chen").await?);
    let mut reported = Vec::new();
    for (by, title, story, department, severity) in PROBLEMS {
        let form = ProblemForm {
            title: (*title).into(),
            story: (*story).into(),
            department: (*department).into(),
            severity: (*severity).into(),
            ..ProblemForm::default()
        };
        let by = person(app, by).await?;
        reported.push(app.perform(&by, OpenProblem { form }).await?);
    }
    if let Some(last) = reported.last() {
        solve(app, *last).await?;
    }
    plans(app, &manager, &chen).await?;
    report(app, &manager, &executive).await?;
    let form = ViewForm {
        name: "週會：未結重大訂單".into(),
        place: "/orders".into(),
        query: "open=1&major=1".into(),
        team: "yes".into(),
    };
    app.perform(&chen, SaveView { form }).await?;
    Ok(())
}

async fn person(app: &App, login: &'static str) -> Result<Person, Trouble> {
    app.read(move |tx| people::by_login(tx, login)).await
}

async fn solve(app: &App, problem: Id) -> Result<(), Trouble> {
    let warehouse = person(app, "warehouse").await?;
    let form = ResolveForm {
        cause: "標籤機碳帶用盡後沿用舊標籤。".into(),
        resolution: "全部重印並加膜，碳帶列入每月盤點。".into(),
        ..ResolveForm::default()
    };
    app.perform(&warehouse, ResolveProblem { problem, form }).await?;
    Ok(())
}

async fn plans(app: &App, manager: &Person, chen: &Person) -> Result<(), Trouble> {
    let today = app.read(people::today).await?;
    let month = format!("{:04}-{:02}", today.year(), today.month());
    let text = "一、逾期待辦清零，每日 16:30 看板檢視。\n二、口頭訂單當日寄出確認書。\n三、與生管每週二協調交期。";
    let goals = |all: &[(&str, &str)]| all.iter().map(|(metric, goal)| ((*metric).into(), (*goal).into())).collect();
    let department = PlanForm { month: month.clone(), text: text.into(), goals: goals(GOALS), ..PlanForm::default() };
    app.perform(manager, SetPlan { form: department }).await?;
    let own = PlanForm {
        month,
        of: chen.id.to_string(),
        text: "鴻達與宏遠兩家的年度合約續約資料整理。".into(),
        goals: goals(&GOALS[..3]),
        ..PlanForm::default()
    };
    app.perform(manager, SetPlan { form: own }).await?;
    Ok(())
}

async fn report(app: &App, manager: &Person, executive: &Person) -> Result<(), Trouble> {
    let today = app.read(people::today).await?;
    let from = today.add_days(1 - i64::from(today.day())).unwrap_or(today);
    let form = ReportForm {
        from: from.to_string(),
        to: today.to_string(),
        text: "本月接單平穩；電磁閥來料短少已請採購追查，重大訂單均已裁決。".into(),
        ..ReportForm::default()
    };
    let report = app.perform(manager, SendReport { form }).await?;
    let form = CommentForm { text: "供應商短少一事，請於週五前回報補交日期。".into() };
    app.perform(executive, CommentReport { report, form }).await?;
    Ok(())
}
