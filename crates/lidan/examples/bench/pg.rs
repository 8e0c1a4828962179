//! Recording on PostgreSQL: eight clients through the product, eight clients of pgbench with the same writing statements
//! in the same order, in the same schema, in turns.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use platform::db::Place;

use crate::client::load;
use crate::company::Company;
use crate::server::Server;
use crate::table::{Figure, Goal, Times, ratio};
use crate::written::{Row, Value, Written};
use crate::{Done, Plan, record, say, written};

const CLIENTS: usize = 8;

pub fn measure(plan: &Plan, url: &str) -> Done<Vec<Figure>> {
    say("PostgreSQL: recording an order of 5 lines");
    let pgbench = pgbench()?;
    let (data, schema) = (plan.dir.join("pg"), format!("bench_{}", std::process::id()));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let place = Place::Postgres { url: url.to_string(), schema: schema.clone(), connections: 2 };
    let company = runtime.block_on(Company::found(&data, place))?;
    let done = turns(plan, url, &schema, &pgbench, &data, &company, &runtime);
    runtime.block_on(dropped(url, &schema))?;
    done
}

fn turns(
    plan: &Plan,
    url: &str,
    schema: &str,
    pgbench: &Path,
    data: &Path,
    company: &Company,
    runtime: &tokio::runtime::Runtime,
) -> Done<Vec<Figure>> {
    let server = Server::start(data, Some((url, schema)))?;
    let door = Rc::new(server.door("chen")?);
    let models = record::models(&server, &door, &company.orders("m"), |id, number, key| {
        runtime.block_on(written::written(company.app()?, id, number, key))
    })?;
    let mut scripts = Vec::new();
    for (at, model) in models.iter().enumerate() {
        let path = data.join(format!("order-{at}.sql"));
        std::fs::write(&path, script(model, at)?)?;
        scripts.push(path);
    }
    let product = |mark: &str| {
        let (orders, door) = (company.orders(mark), door.clone());
        load(server.address, CLIENTS, plan.turn(), move |n| orders.request(n, &door))
    };
    let mut run = 0;
    let mut bare = |length: Duration| {
        run += 1;
        bench(pgbench, url, schema, &scripts, data, length, run)
    };
    product("w")?;
    bare(plan.turn())?;
    let (mut through, mut loops) = (Times::default(), Times::default());
    for round in 0..plan.rounds() {
        loops.add(bare(plan.turn())?);
        through.add(product(&format!("p{round}"))?);
    }
    let rows = runtime.block_on(record::count(company.app()?))?;
    let what = format!("record 5 lines, PostgreSQL, {CLIENTS} clients, beside pgbench");
    Ok(vec![ratio(what, format!("{rows} orders, warm"), through, &loops, Some(Goal::AtLeast(0.5)))])
}

fn pgbench() -> Done<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|found| found.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    folders.sort();
    folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    let found = folders.into_iter().rev().map(|folder| folder.join("pgbench")).find(|path| path.is_file());
    found.ok_or_else(|| "pgbench is not there; it comes with PostgreSQL".into())
}

/// Runs the scripts by chance for a while; the times are read from its own log.
fn bench(
    pgbench: &Path,
    url: &str,
    schema: &str,
    scripts: &[PathBuf],
    data: &Path,
    length: Duration,
    run: usize,
) -> Done<Times> {
    let (clients, seconds) = (CLIENTS.to_string(), length.as_secs().max(1).to_string());
    let prefix = data.join(format!("pgbench-{run}"));
    let mut command = Command::new(pgbench);
    command.args([
        "-n",
        "-M",
        "prepared",
        "-c",
        &clients,
        "-j",
        "2",
        "-T",
        &seconds,
        "-D",
        "n=0",
        "-l",
        "--log-prefix",
    ]);
    command.arg(&prefix).arg("-D").arg(format!("run={run}"));
    for script in scripts {
        command.arg("-f").arg(script);
    }
    command.arg(url).env("PGOPTIONS", format!("-c search_path={schema}")).stdin(Stdio::null());
    let done = command.output()?;
    if !done.status.success() {
        return Err(format!("pgbench: {}", String::from_utf8_lossy(&done.stderr)).into());
    }
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse::<f64>().ok());
    let tps = tps.ok_or("pgbench told no figure")?;
    let mut micros = Vec::new();
    for entry in std::fs::read_dir(data)?.flatten() {
        if entry.file_name().to_string_lossy().starts_with(&format!("pgbench-{run}.")) {
            let log = std::fs::read_to_string(entry.path())?;
            // client, transaction, time in microseconds, script, …
            micros.extend(log.lines().filter_map(|line| line.split(' ').nth(2)?.parse::<u32>().ok()));
        }
    }
    // Its own figure leaves out the time in which it connects.
    let took = Duration::from_secs_f64(micros.len() as f64 / tps);
    Ok(Times::of(micros, took))
}

/// The statements that record such an order, with names of its own for each run of it.
fn script(model: &Written, at: usize) -> Done<String> {
    let mut lines = vec![
        "\\set n :n + 1".to_string(),
        format!("\\set g {} + :run * 1000000 + :n", 0x0200_0000),
        format!("\\set c {} + :client_id", 0x7000),
        "BEGIN;".into(),
    ];
    let words = model.rows.iter().filter(|row| row.table == "word").collect::<Vec<_>>();
    for row in model.rows.iter().filter(|row| row.table != "word") {
        if row.table == "duty" && !lines.iter().any(|line| line.starts_with("INSERT INTO word")) {
            lines.push(indexed(model, &words, at)?);
        }
        let values = row.columns.iter().zip(&row.values).map(|((name, kind), value)| {
            // The request's name is claimed first and gets its answer last, as the product does.
            let answer = row.table == "once_key" && name == "answer";
            if answer { "''".to_string() } else { sql(model, kind, value, at) }
        });
        let values: Vec<String> = values.collect();
        lines.push(format!("INSERT INTO {} ({}) VALUES ({});", row.table, row.names(), values.join(", ")));
        if row.table == "once_key" {
            lines.push(format!(
                "INSERT INTO series (name, last) VALUES ('{}', 1) ON CONFLICT (name) DO UPDATE SET last = series.last + 1 \
                 RETURNING last \\gset",
                model.series
            ));
        }
    }
    if let Some(once) = model.rows.iter().find(|row| row.table == "once_key") {
        lines.push(answered(model, once, at)?);
    }
    lines.push("END;".into());
    Ok(lines.join("\n") + "\n")
}

/// All words of an order are one statement.
fn indexed(model: &Written, words: &[&Row], at: usize) -> Done<String> {
    let text = |row: &Row, name: &str| row.get(name).map(|value| sql(model, "text", value, at));
    let all: Vec<String> = words.iter().filter_map(|row| text(row, "word")).collect();
    let first = words.first().ok_or("an order without words")?;
    let kind = text(first, "kind").ok_or("word changed")?;
    let about = first.get("about").map(|value| sql(model, "uuid", value, at)).ok_or("word changed")?;
    let list = all.join(", ");
    Ok(format!("INSERT INTO word (kind, word, about) SELECT {kind}, w, {about} FROM unnest(ARRAY[{list}]::text[]) w;"))
}

fn answered(model: &Written, once: &Row, at: usize) -> Done<String> {
    let of = |name: &str, kind: &str| once.get(name).map(|value| sql(model, kind, value, at)).ok_or("once_key changed");
    let (answer, person, key) = (of("answer", "text")?, of("person", "uuid")?, of("key", "text")?);
    Ok(format!("UPDATE once_key SET answer = {answer} WHERE person = {person} AND key = {key};"))
}

/// A value as pgbench takes it: `:` begins a variable of its own even inside a literal, so it is written as an escape.
fn sql(model: &Written, kind: &str, value: &Value, at: usize) -> String {
    match value {
        Value::Null => "NULL".into(),
        Value::Int(n) if kind == "boolean" => {
            if *n == 0 {
                "FALSE".into()
            } else {
                "TRUE".into()
            }
        }
        Value::Int(n) if *n == model.made_at => format!("({n} + :n ::bigint)"),
        Value::Int(n) => n.to_string(),
        Value::Bytes(bytes) if kind == "uuid" => {
            match model.ids.iter().position(|id| id.as_bytes() == bytes.as_slice()) {
                Some(made) => id(made, at),
                None => format!("'{}'::uuid", uuid::Uuid::from_slice(bytes).unwrap_or_default()),
            }
        }
        Value::Bytes(bytes) => format!("'\\x{}'::bytea", platform::history::hex(bytes)),
        Value::Text(text) => replaced(model, text, at),
    }
}

/// The id of one thing of this run of the script: they grow with time and past all of the product's own, like its own.
fn id(made: usize, at: usize) -> String {
    format!(
        "(lpad(to_hex(:g ::bigint), 8, '0') || '-{at:04x}-' || lpad(to_hex(:c ::int), 4, '0') || '-8000-{made:012x}')::uuid"
    )
}

/// A literal in which number, ids and the request's name are those of this run.
fn replaced(model: &Written, text: &str, at: usize) -> String {
    let mut parts = vec![(text.to_string(), false)];
    let mut cut = |old: &str, new: String| {
        let mut cut = Vec::new();
        for (part, is_sql) in parts.drain(..) {
            if is_sql || !part.contains(old) {
                cut.push((part, is_sql));
                continue;
            }
            for (place, piece) in part.split(old).enumerate() {
                if place > 0 {
                    cut.push((new.clone(), true));
                }
                cut.push((piece.to_string(), false));
            }
        }
        parts = cut;
    };
    cut(&model.seq, "lpad(:last ::text, 6, '0')".into());
    cut(&model.key, format!("(:run ::text || '-' || :client_id ::text || '-' || :n ::text || '-{at}')"));
    for (made, old) in model.ids.iter().enumerate() {
        cut(&old.to_string(), format!("{}::text", id(made, at)));
    }
    let pieces: Vec<String> = parts
        .into_iter()
        .filter(|(part, is_sql)| *is_sql || !part.is_empty())
        .map(|(part, is_sql)| if is_sql { part } else { literal(&part) })
        .collect();
    if pieces.is_empty() { "''".into() } else { pieces.join(" || ") }
}

fn literal(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('\'', "''").replace(':', "\\x3A").replace('\n', "\\n");
    format!("E'{escaped}'")
}

async fn dropped(url: &str, schema: &str) -> Done<()> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    let carried = tokio::spawn(connection);
    client.batch_execute(&format!("DROP SCHEMA \"{schema}\" CASCADE")).await?;
    drop(client);
    let _ = carried.await; // The connection ends with its client.
    Ok(())
}
