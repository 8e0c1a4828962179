use super::*;

const ROUTING: &str = "sku,no,name,centre,setup_minutes,run_minutes\n";

async fn takes(desk: &Desk, kind: Kind, text: &str) -> ImportReport {
    import(&desk.app, &desk.manager, kind, text.as_bytes().to_vec(), "plant.csv", false).await.unwrap()
}

fn keys(report: &ImportReport) -> Vec<(i64, &str, &str)> {
    report.errors.iter().map(|e| (e.row, e.head.as_str(), &*e.say.key)).collect()
}

#[tokio::test]
async fn c3_2_3a_the_demo_plant_comes_in_whole_and_twice_is_once() {
    let desk = Desk::fitted_out().await;
    let pump = desk.product("GP-25CC").await.id;
    let (operations, components, terms) =
        desk.read(move |tx| Ok((operations(tx, &[pump])?, components(tx, &[pump])?, supply_terms(tx, &[pump])?))).await;
    assert_eq!(operations.iter().map(|o| o.no).collect::<Vec<_>>(), [10, 20, 30]);
    assert_eq!((operations[0].setup_minutes, operations[0].run_minutes), (90, whole(99)));
    assert_eq!((components.len(), terms[&pump].lead_days, terms[&pump].inspection_days), (2, 8, 1));
    for (kind, table) in [
        (Kind::WorkCentres, include_str!("../../../../../assets/demo/work-centres.csv")),
        (Kind::Operations, include_str!("../../../../../assets/demo/routings.csv")),
        (Kind::Components, include_str!("../../../../../assets/demo/components.csv")),
        (Kind::SupplyTerms, include_str!("../../../../../assets/demo/supply-terms.csv")),
    ] {
        let again = takes(&desk, kind, table).await;
        assert_eq!((again.added, again.changed, again.same), (0, 0, again.rows), "{kind} {:?}", again.errors);
    }
}

#[tokio::test]
async fn c3_2_3a_a_row_that_names_what_is_not_there_stays_out() {
    let desk = Desk::fitted_out().await;
    let rows = "GP-6CC,40,清洗,WC-70,5,1.5\nGP-6CC,40,清洗,WC-70,5,1\nNONE,10,,WC-70,0,1\nGP-6CC,50,,WC-99,0,1\n\
        GP-6CC,,,WC-70,0,1\nGP-6CC,60,,WC-70,1.5,x\n";
    let report = takes(&desk, Kind::Operations, &format!("{ROUTING}{rows}")).await;
    let wanted = vec![
        (3, "sku", "masters-bad-twice"),
        (4, "sku", "masters-bad-product"),
        (5, "centre", "masters-bad-centre"),
        (6, "no", "masters-bad-missing"),
        (7, "setup_minutes", "masters-bad-whole"),
        (7, "run_minutes", "masters-bad-number"),
    ];
    assert_eq!((keys(&report), report.added), (wanted, 1));
    let parts =
        takes(&desk, Kind::Components, "sku,component,per\nGP-6CC,GP-6CC,1\nGP-6CC,FW-M6-A2,0\nGP-6CC,FW-M8-A2,4\n")
            .await;
    assert_eq!(keys(&parts), [(2, "component", "masters-bad-part-of-itself"), (3, "per", "masters-bad-not-positive")]);
}

#[tokio::test]
async fn c3_2_3a_outside_load_is_one_figure_a_day_and_a_later_one_replaces_it() {
    let desk = Desk::fitted_out().await;
    let head = "工作中心,日期,分鐘,備註\n";
    let first =
        takes(&desk, Kind::OutsideLoads, &format!("{head}WC-20,2026-12-01,300,保養\nWC-20,2026-12-02,60,\n")).await;
    assert_eq!((first.added, first.bad), (2, 0), "{:?}", first.errors);
    let second =
        takes(&desk, Kind::OutsideLoads, &format!("{head}wc-20,2026-12-01,480,\nWC-20,2026-12-02,60,\n")).await;
    assert_eq!((second.changed, second.same), (1, 1), "{:?}", second.errors);
    let bad =
        takes(&desk, Kind::OutsideLoads, &format!("{head}WC-77,2026-12-01,1,\nWC-20,,1,\nWC-20,2026-12-03,1,\n")).await;
    let wanted = vec![(2, "工作中心", "masters-bad-centre"), (3, "日期", "masters-bad-missing")];
    assert_eq!((keys(&bad), bad.added), (wanted, 1));
    let pump = desk.product("GP-6CC").await.id;
    let minutes = desk.read(move |tx| {
        let centre = operations(tx, &[pump])?[0].centre;
        let loads = outside_loads(tx, &[centre], 0, 100_000)?;
        Ok(loads.iter().map(|load| load.minutes).sum::<i64>())
    });
    assert_eq!(minutes.await, 541);
}

#[tokio::test]
async fn c3_2_3a_what_changes_the_plant_moves_its_epoch() {
    let desk = Desk::fitted_out().await;
    let pump = desk.product("GP-6CC").await.id;
    let centre = desk.read(move |tx| Ok(operations(tx, &[pump])?[0].centre)).await;
    let epochs = move |tx: &mut platform::Tx| Ok((stock_epochs(tx, &[pump])?[0].1, centre_epochs(tx, &[centre])?[0].1));
    let before = desk.read(epochs).await;
    takes(&desk, Kind::Operations, &format!("{ROUTING}GP-6CC,10,泵體加工,WC-20,91,69\n")).await;
    takes(&desk, Kind::WorkCentres, "code,name,mon\nWC-20,機加工中心,480\n").await;
    let after = desk.read(epochs).await;
    assert_eq!(after, (before.0 + 1, before.1 + 1));
}

#[tokio::test]
async fn c3_2_3a_the_plant_is_productions_and_the_terms_are_purchasings() {
    let desk = Desk::open().await;
    let with = |role: Role| Person { roles: Roles::none().with(role), ..desk.specialist.clone() };
    let (production, purchasing) = (with(Role::Production), with(Role::Purchasing));
    let centres = "code,name,mon\nA,甲,480\n";
    for (who, kind) in
        [(&purchasing, Kind::WorkCentres), (&production, Kind::SupplyTerms), (&desk.specialist, Kind::Components)]
    {
        let no = import(&desk.app, who, kind, centres.into(), "c.csv", false).await;
        assert!(matches!(no, Err(Trouble::Forbidden { .. })), "{kind}");
    }
    let report = import(&desk.app, &production, Kind::WorkCentres, centres.into(), "c.csv", false).await.unwrap();
    assert_eq!((report.added, report.bad), (1, 0), "{:?}", report.errors);
}
