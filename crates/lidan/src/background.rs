//! What happens without anybody asking: mails leave, chains are sealed, what is over is cleared away. Safe on several
//! nodes at once: mails are claimed by lease, a seal is taken by one, and clearing away twice is clearing away.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use platform::mail::SmtpCarrier;
use platform::outbox::{self, Carrier};
use platform::seal::{self, Seal};
use platform::{App, Trouble, act};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often the outbox is looked at when nobody wakes its sender.
const MAIL_EVERY: Duration = Duration::from_secs(10);
/// How often it is looked whether a duty has become late.
const LATE_EVERY: Duration = Duration::from_secs(60);
/// How often it is looked whether what the final review shows still holds.
const EVIDENCE_EVERY: Duration = Duration::from_secs(60);
/// How often it is looked whether work orders have to be laid anew.
const REPLAN_EVERY: Duration = Duration::from_secs(2);
/// How often the daily and hourly jobs look whether they are due.
const TIDY_EVERY: Duration = Duration::from_secs(1800);

/// Starts the jobs; they end when `stop` turns true.
pub fn start(app: &App, stop: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    let mut jobs = vec![
        tokio::spawn(tidy_now_and_then(app.clone(), stop.clone())),
        tokio::spawn(look_at_late(app.clone(), stop.clone())),
        tokio::spawn(replan(app.clone(), stop.clone())),
        tokio::spawn(refresh_evidence(app.clone(), stop.clone())),
    ];
    if let Some(smtp) = &app.config().smtp {
        match SmtpCarrier::new(smtp) {
            Ok(carrier) => jobs.push(tokio::spawn(send_mails(app.clone(), Arc::new(carrier), stop.clone()))),
            Err(why) => tracing::error!(why, "mails wait: the relay's settings cannot be used"),
        }
    }
    jobs
}

async fn send_mails(app: App, carrier: Arc<dyn Carrier>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match outbox::send_due(&app, &*carrier).await {
            // A full batch: there may be more.
            Ok(sent) if sent > 0 => continue,
            Ok(_) => {}
            Err(trouble) => tracing::warn!(?trouble, "mails were not looked at"),
        }
        tokio::select! {
            () = app.0.outbox_wake.notified() => {}
            () = tokio::time::sleep(MAIL_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn look_at_late(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(trouble) = desk::order::recount(&app).await {
            tracing::warn!(?trouble, "due times were not counted anew");
        }
        if let Err(trouble) = desk::order::look_at_late(&app).await {
            tracing::warn!(?trouble, "late duties were not looked at");
        }
        if let Err(trouble) = desk::office::turn_month(&app).await {
            tracing::warn!(?trouble, "the month was not turned");
        }
        if let Err(trouble) = desk::intake::remind_customers(&app).await {
            tracing::warn!(?trouble, "customers were not reminded");
        }
        if let Err(trouble) = desk::changes::remind_customers(&app).await {
            tracing::warn!(?trouble, "customers were not reminded of what they said");
        }
        tokio::select! {
            () = tokio::time::sleep(LATE_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

/// What the final review shows is ready before anybody opens it; a long queue of it keeps nobody waiting.
async fn refresh_evidence(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match desk::review::refresh_evidence(&app).await {
            Ok(0) => {}
            Ok(anew) => tracing::info!(anew, "what the final review shows was computed anew"),
            Err(trouble) => tracing::warn!(?trouble, "what the final review shows was not looked at"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVIDENCE_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

/// What slipped is laid anew within seconds.
async fn replan(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match desk::fulfilment::production::replan(&app).await {
            Ok(0) => {}
            Ok(moved) => tracing::info!(moved, "work orders were laid anew"),
            Err(trouble) => tracing::warn!(?trouble, "work orders were not laid anew"),
        }
        // 7.1: a report that could not be filed at once.
        if let Err(trouble) = desk::fulfilment::inspection::file_reports(&app).await {
            tracing::warn!(?trouble, "inspection reports were not filed");
        }
        tokio::select! {
            () = tokio::time::sleep(REPLAN_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn tidy_now_and_then(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(trouble) = tidy(&app).await {
            tracing::warn!(?trouble, "clearing up did not end");
        }
        tokio::select! {
            () = tokio::time::sleep(TIDY_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

/// One round: the seal where it is due, sessions and request names that are over.
pub async fn tidy(app: &App) -> Result<(), Trouble> {
    if let Some(seal) = seal::seal_if_due(app).await? {
        tracing::info!(seq = seal.seq, heads = seal.heads, root = seal.root, mark = seal.mark, "sealed");
        if let Err(why) = keep_outside(&app.config().data_dir, &seal) {
            tracing::warn!(%why, "the seal was not written beside the database");
        }
    }
    app.0.db.write(desk::people::sweep).await?;
    app.0.db.write(desk::people::sweep_memos).await?;
    app.0.db.write(act::forget_keys).await?;
    Ok(())
}

/// A line of `seals.jsonl`: copy that file away, and `lidan verify --seals` proves what the database alone cannot.
fn keep_outside(folder: &Path, seal: &Seal) -> std::io::Result<()> {
    let line = serde_json::to_string(seal).map_err(std::io::Error::other)?;
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(folder.join("seals.jsonl"))?;
    writeln!(file, "{line}")?;
    file.sync_all()
}
