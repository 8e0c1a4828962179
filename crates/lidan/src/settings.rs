//! What the operator decides: a TOML file, then `LIDAN_*` of the environment, then flags. The later wins; a name that
//! nobody knows is an error and never silently nothing.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use platform::db::Place;
use platform::outbox::Smtp;

use crate::Failed;
use crate::cli::{Demo, Given};

/// One setting: its name in the file, whether it is a secret, its default, what it is for.
pub struct Key {
    pub name: &'static str,
    /// A secret may also be read from a file: `name_file`, `LIDAN_NAME_FILE`.
    pub secret: bool,
    pub default: &'static str,
    pub about: &'static str,
}

const fn key(name: &'static str, default: &'static str, about: &'static str) -> Key {
    Key { name, secret: false, default, about }
}

const fn secret(name: &'static str, about: &'static str) -> Key {
    Key { name, secret: true, default: "", about }
}

pub const KEYS: &[Key] = &[
    key("listen", "127.0.0.1:8080", "address and port"),
    key("data", "var", "folder with database, files and seal key"),
    Key {
        name: "database",
        secret: true,
        default: "",
        about: "sqlite:FILE or postgres://…; a file in the data folder",
    },
    key("schema", "lidan", "PostgreSQL schema of this company"),
    key("connections", "8", "PostgreSQL connections of this node"),
    key("public_url", "", "address customers see in links and QR codes"),
    key("secure", "false", "TLS stands in front: secure cookies, HSTS"),
    key("zone", "Asia/Taipei", "time zone until the company is set up"),
    key("log", "text", "text or json"),
    secret("metrics_token", "who shows it may read /metrics from elsewhere"),
    key("smtp.host", "", "mail relay; without it mails wait"),
    key("smtp.port", "587", ""),
    key("smtp.tls", "starttls", "starttls, tls, or none for a relay on this machine"),
    key("smtp.user", "", ""),
    secret("smtp.password", ""),
    key("smtp.from", "", "sender of all mails, an address"),
];

/// Names of the environment that are not settings.
const NOT_SETTINGS: &[&str] = &["LIDAN_CONFIG", "LIDAN_LOG", "LIDAN_TEST_PG"];

#[derive(Clone, Debug)]
pub struct Settings {
    pub listen: SocketAddr,
    pub data: PathBuf,
    pub place: Place,
    pub public_url: String,
    pub secure: bool,
    pub zone: String,
    pub log_json: bool,
    pub metrics_token: Option<String>,
    pub smtp: Option<Smtp>,
    pub demo: bool,
}

/// Values by name, and where each came from.
type Values = BTreeMap<&'static str, (String, String)>;

impl Settings {
    /// For everything but the demo.
    pub fn of(given: &Given) -> Result<Settings, Failed> {
        let env: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let file = given
            .config
            .clone()
            .or_else(|| env.iter().find(|(name, _)| name == "LIDAN_CONFIG").map(|(_, path)| PathBuf::from(path)));
        let mut values = Values::new();
        if let Some(file) = file {
            let text = std::fs::read_to_string(&file).map_err(|e| unreadable(&file.display(), &e))?;
            values.extend(from_file(&text).map_err(|why| unreadable(&file.display(), &why))?);
        }
        values.extend(from_env(&env).map_err(Failed::Unreadable)?);
        values.extend(from_flags(given));
        typed(&values, false).map_err(Failed::Unreadable)
    }

    /// The demo company reads no file and no environment: it is the same on every machine.
    pub fn of_demo(given: &Given, asked: &Demo) -> Result<Settings, Failed> {
        if let Some(listen) = &given.listen {
            let address: SocketAddr = listen.parse().map_err(|e| unreadable(listen, &e))?;
            if !address.ip().is_loopback() {
                let why = "the demo company has passwords that everybody knows; it listens on this machine only";
                return Err(Failed::Unreadable(why.into()));
            }
        }
        if given.secure || given.database.is_some() {
            return Err(Failed::Unreadable("the demo company takes --port, --data and --reset only".into()));
        }
        let mut values = from_flags(given);
        let port = format!("127.0.0.1:{}", asked.port);
        values.entry("listen").or_insert((port, "--port".into()));
        values.entry("data").or_insert(("var/demo".into(), "default".into()));
        typed(&values, true).map_err(Failed::Unreadable)
    }

    pub fn database_file(&self) -> Option<&Path> {
        match &self.place {
            Place::Sqlite(path) => Some(path),
            Place::Postgres { .. } => None,
        }
    }
}

fn unreadable(what: &dyn std::fmt::Display, why: &dyn std::fmt::Display) -> Failed {
    Failed::Unreadable(format!("{what}: {why}"))
}

fn from_file(text: &str) -> Result<Values, String> {
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| e.to_string())?;
    let mut flat = Vec::new();
    for (name, value) in table {
        match value {
            toml::Value::Table(inner) => flat.extend(inner.into_iter().map(|(n, v)| (format!("{name}.{n}"), v))),
            value => flat.push((name, value)),
        }
    }
    let mut values = Values::new();
    for (name, value) in flat {
        let text = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(n) => n.to_string(),
            toml::Value::Boolean(yes) => yes.to_string(),
            other => return Err(format!("{name} is a {}, not a plain value", other.type_str())),
        };
        let (key, text) = known(&name, |key| key.to_string(), text)?;
        values.insert(key, (text, "file".into()));
    }
    Ok(values)
}

fn from_env(env: &[(String, String)]) -> Result<Values, String> {
    let mut values = Values::new();
    for (name, value) in env.iter().filter(|(name, _)| name.starts_with("LIDAN_")) {
        if NOT_SETTINGS.contains(&name.as_str()) {
            continue;
        }
        let (key, value) = known(name, env_name, value.clone())?;
        values.insert(key, (value, name.clone()));
    }
    Ok(values)
}

fn env_name(key: &str) -> String {
    format!("LIDAN_{}", key.replace('.', "_").to_uppercase())
}

/// The setting of a name, and its value: the content of the file where the name says so.
fn known(name: &str, spelled: fn(&str) -> String, value: String) -> Result<(&'static str, String), String> {
    for key in KEYS {
        let spelling = spelled(key.name);
        if name == spelling {
            return Ok((key.name, value));
        }
        let of_file = name.strip_prefix(&spelling).is_some_and(|rest| rest.eq_ignore_ascii_case("_file"));
        if key.secret && of_file {
            let text = std::fs::read_to_string(&value).map_err(|e| format!("{name}: {value}: {e}"))?;
            return Ok((key.name, text.trim_end().to_string()));
        }
    }
    let all: Vec<String> = KEYS.iter().map(|key| spelled(key.name)).collect();
    Err(format!("{name} is not a setting; there are: {}", all.join(", ")))
}

fn from_flags(given: &Given) -> Values {
    let mut values = Values::new();
    let mut put = |key: &'static str, value: Option<String>| {
        if let Some(value) = value {
            values.insert(key, (value, format!("--{}", key.replace('_', "-"))));
        }
    };
    put("data", given.data.as_ref().map(|path| path.display().to_string()));
    put("database", given.database.clone());
    put("schema", given.schema.clone());
    put("listen", given.listen.clone());
    put("public_url", given.public_url.clone());
    put("secure", given.secure.then(|| "true".into()));
    values
}

fn typed(values: &Values, demo: bool) -> Result<Settings, String> {
    let text = |name: &str| -> String {
        let default = KEYS.iter().find(|key| key.name == name).map_or("", |key| key.default);
        values.get(name).map_or_else(|| default.to_string(), |(value, _)| value.trim().to_string())
    };
    let maybe = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    let wrong = |name: &str, why: &str| {
        let from = values.get(name).map_or("default", |(_, from)| from);
        format!("{name} ({from}): {why}")
    };
    let yes = |name: &str| match text(name).as_str() {
        "true" | "1" | "yes" => Ok(true),
        "false" | "0" | "no" => Ok(false),
        _ => Err(wrong(name, "is true or false")),
    };
    let listen: SocketAddr = text("listen").parse().map_err(|_| wrong("listen", "is an address and a port"))?;
    let data = PathBuf::from(text("data"));
    let secure = yes("secure")?;
    let public_url = maybe("public_url").unwrap_or_else(|| format!("http://{listen}"));
    let public_url = public_url.trim_end_matches('/').to_string();
    if !(public_url.starts_with("https://") || (!secure && public_url.starts_with("http://"))) {
        return Err(wrong("public_url", "begins with https:// where `secure` is set, else with http:// or https://"));
    }
    let zone = text("zone");
    jiff::tz::TimeZone::get(&zone).map_err(|_| wrong("zone", "is no time zone"))?;
    let log_json = match text("log").as_str() {
        "text" => false,
        "json" => true,
        _ => return Err(wrong("log", "is text or json")),
    };
    let connections = text("connections").parse().map_err(|_| wrong("connections", "is a number"))?;
    let place = place(&text("database"), &data, text("schema"), connections).map_err(|why| wrong("database", &why))?;
    let smtp = match maybe("smtp.host") {
        None => None,
        Some(host) => Some(Smtp {
            host,
            port: text("smtp.port").parse().map_err(|_| wrong("smtp.port", "is a port"))?,
            tls: text("smtp.tls"),
            user: maybe("smtp.user"),
            password: maybe("smtp.password"),
            from: maybe("smtp.from").ok_or_else(|| wrong("smtp.from", "is needed where there is a relay"))?,
        }),
    };
    if let Some(smtp) = &smtp {
        platform::mail::SmtpCarrier::new(smtp).map_err(|why| format!("smtp: {why}"))?;
    }
    let metrics_token = maybe("metrics_token");
    Ok(Settings { listen, data, place, public_url, secure, zone, log_json, metrics_token, smtp, demo })
}

fn place(text: &str, data: &Path, schema: String, connections: usize) -> Result<Place, String> {
    if text.is_empty() || text == "sqlite" {
        return Ok(Place::Sqlite(data.join("lidan.db")));
    }
    if let Some(path) = text.strip_prefix("sqlite:") {
        return Ok(Place::Sqlite(PathBuf::from(path)));
    }
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Ok(Place::Postgres { url: text.to_string(), schema, connections });
    }
    Err("is sqlite:FILE or postgres://…".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(file: &str, env: &[(&str, &str)], given: &Given) -> Result<Settings, String> {
        let env: Vec<(String, String)> = env.iter().map(|(n, v)| ((*n).to_string(), (*v).to_string())).collect();
        let mut values = from_file(file)?;
        values.extend(from_env(&env)?);
        values.extend(from_flags(given));
        typed(&values, false)
    }

    #[test]
    fn flags_stand_above_the_environment_and_that_above_the_file() {
        let given = Given { listen: Some("127.0.0.1:3".into()), ..Given::default() };
        let file = "listen = '127.0.0.1:1'\nzone = 'UTC'\n[smtp]\nhost = 'relay'\nport = 25\nfrom = 'a@b.example'";
        let all = of(file, &[("LIDAN_LISTEN", "127.0.0.1:2"), ("LIDAN_SMTP_TLS", "none")], &given).unwrap();
        assert_eq!((all.listen.port(), all.zone.as_str()), (3, "UTC"));
        let smtp = all.smtp.unwrap();
        assert_eq!((smtp.port, smtp.tls.as_str()), (25, "none"));
    }

    #[test]
    fn an_unknown_name_is_an_error_wherever_it_stands() {
        assert!(of("lisen = 'x'", &[], &Given::default()).unwrap_err().contains("lisen is not a setting"));
        let env = of("", &[("LIDAN_LISEN", "x")], &Given::default());
        assert!(env.unwrap_err().contains("LIDAN_LISEN is not a setting"));
        // Only a secret comes from a file.
        assert!(of("", &[("LIDAN_ZONE_FILE", "/etc/passwd")], &Given::default()).is_err());
    }

    #[test]
    fn a_secret_may_lie_in_a_file() {
        let path = std::env::temp_dir().join(format!("lidan-secret-{}", std::process::id()));
        std::fs::write(&path, "postgres://x/y\n").unwrap();
        let env = [("LIDAN_DATABASE_FILE", path.to_str().unwrap())];
        let all = of("", &env, &Given::default()).unwrap();
        assert!(matches!(all.place, Place::Postgres { url, .. } if url == "postgres://x/y"));
        std::fs::remove_file(&path).unwrap();
    }
}
