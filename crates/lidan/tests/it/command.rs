//! The program as an operator meets it: what it prints, how it ends.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("lidan-command-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn lidan(arguments: &[&str], env: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lidan"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LIDAN_")) {
        command.env_remove(name);
    }
    command.args(arguments).envs(env.iter().copied()).output().expect("the program runs")
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../papers/fixtures").join(name)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn c3_1_1_read_prints_what_a_clerk_would_enter_and_its_doubts() {
    for name in ["01-xlsx_plain.xlsx", "02-xlsx_messy.xlsx", "03-csv_gb.csv"] {
        let file = fixture(name);
        let out = lidan(&["read", file.to_str().expect("a path"), "--json"], &[]);
        assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
        let mut said: Value = serde_json::from_slice(&out.stdout).expect("JSON");
        let doubts = said.as_object_mut().and_then(|map| map.remove("doubts")).expect("doubts");
        for doubt in doubts.as_array().expect("a list") {
            assert!(doubt["field"].is_string() && doubt["why"].is_string(), "{doubt}");
        }
        let stem = name.rsplit_once('.').expect("an ending").0;
        let expected = std::fs::read(fixture(&format!("{stem}.expected.json"))).expect("what is expected");
        assert_eq!(said, serde_json::from_slice::<Value>(&expected).expect("JSON"), "{name}");
    }
}

#[test]
fn what_cannot_be_read_ends_with_two_and_says_why() {
    let program = env!("CARGO_BIN_EXE_lidan");
    for file in [program, "/no/such/file"] {
        let out = lidan(&["read", file, "--json"], &[]);
        assert_eq!(out.status.code(), Some(2), "{file}");
        let said: Value = serde_json::from_slice(&out.stdout).expect("JSON");
        assert!(said["error"]["code"].is_string(), "{said}");
    }
}

#[test]
fn a_wrong_setting_is_named_and_nothing_starts() {
    let out = lidan(&["doctor"], &[("LIDAN_LISEN", "127.0.0.1:1")]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("LIDAN_LISEN is not a setting"), "{}", text(&out.stderr));
    let out = lidan(&["demo", "--listen", "0.0.0.0:18099"], &[]);
    assert_eq!(out.status.code(), Some(2), "the demo company is for this machine only");
}

#[test]
fn a_backup_is_verified_and_can_be_taken_back() {
    let (data, copy, again) = (Folder::new("data"), Folder::new("copy"), Folder::new("again"));
    let at = |folder: &Folder| folder.0.to_str().expect("a path").to_string();
    let (data, copy, again) = (at(&data), at(&copy), at(&again));
    assert_eq!(lidan(&["migrate", "--data", &data], &[]).status.code(), Some(0));
    let no = lidan(&["import", "products", "/no/such/file", "--data", &data], &[]);
    assert_eq!(no.status.code(), Some(2));
    let out = lidan(&["backup", &copy, "--data", &data], &[]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert_eq!(lidan(&["backup", &copy, "--data", &data], &[]).status.code(), Some(2), "never over another");
    let out = lidan(&["restore", &copy, "--data", &again], &[]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert_eq!(lidan(&["restore", &copy, "--data", &again], &[]).status.code(), Some(2), "never over another");
    let out = lidan(&["verify", "--json", "--data", &again], &[]);
    let report: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!((out.status.code(), report["wrong"].as_u64()), (Some(0), Some(0)), "{report}");
    let key = Path::new(&again).join("seal.key");
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(&key).expect("a key").permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read(&key).ok(), std::fs::read(Path::new(&data).join("seal.key")).ok());
}

#[test]
fn the_doctor_says_that_nobody_works_here_yet() {
    let data = Folder::new("doctor");
    let out = lidan(&["doctor", "--json", "--data", data.0.to_str().expect("a path")], &[]);
    let seen: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(out.status.code(), Some(1), "{seen}");
    let bad = seen.as_array().expect("a list").iter().filter(|one| one["health"] == "bad").count();
    assert_eq!(bad, 3, "no admin, no manager, no specialist: {seen}");
}
