//! The demo company's first start: cut off, it is no company, and the next one begins anew.

use platform::App;
use platform::db::Place;

use crate::kill::fitted_out;

async fn orders(app: &App) -> i64 {
    let count = app.read(|tx| {
        Ok(tx.list_built("orders", "SELECT COUNT(*) FROM orders", &[], |row| row.get::<i64>(0))?.into_iter().sum())
    });
    count.await.expect("a count")
}

async fn in_folder(name: &str) -> (std::path::PathBuf, lidan::settings::Settings) {
    let folder = std::env::temp_dir().join(format!("lidan-{name}-{}", std::process::id()));
    let place = Place::Sqlite(folder.join("lidan.db"));
    // People and lists are there, and not one order: so far it came.
    let settings = fitted_out(&folder, &place).await;
    (folder, settings)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_1_a_first_start_that_was_cut_off_begins_anew_and_a_whole_one_stays() {
    let (folder, settings) = in_folder("cut-off").await;
    std::fs::write(folder.join(lidan::demo::BEGUN), "").expect("the mark of a start that goes on");
    let app = lidan::demo::ready(&settings, 6).await.expect("a company");
    let there = orders(&app).await;
    assert!(there > 0, "it was played");
    assert!(!folder.join(lidan::demo::BEGUN).exists());
    let report = desk::verify::verify(&app, Vec::new()).await.expect("a report");
    assert!(report.is_whole(), "{:#?}", report.found);
    drop(app);
    let again = lidan::demo::ready(&settings, 6).await.expect("the same company");
    assert_eq!(orders(&again).await, there);
    let _ = std::fs::remove_dir_all(&folder);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_1_another_companys_folder_is_not_played_in() {
    let (folder, mut settings) = in_folder("anothers").await;
    settings.data = folder.join("other");
    settings.place = Place::Sqlite(settings.data.join("lidan.db"));
    let app = lidan::open::open(&settings).await.expect("a database");
    app.0.db.write(desk::people::demo_cast).await.expect("people, and no list of ours");
    drop(app);
    assert!(lidan::demo::ready(&settings, 6).await.is_err(), "nobody plays in another company's books");
    assert!(settings.data.join("lidan.db").exists());
    let _ = std::fs::remove_dir_all(&folder);
}
