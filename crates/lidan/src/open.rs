//! From settings to a running desk: folder, seal key, database.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use platform::App;
use platform::act::Config;
use platform::clock::{Clock, SystemClock};
use platform::db::Db;
use platform::files::Files;
use platform::ids::{IdSource, RandomIds};

use crate::Failed;
use crate::settings::Settings;

/// Opens the company's books and brings them up to this version.
pub async fn open(settings: &Settings) -> Result<App, Failed> {
    open_by(settings, Arc::new(SystemClock)).await
}

/// The same by another clock: the demo company is played before it is shown.
pub async fn open_by(settings: &Settings, clock: Arc<dyn Clock>) -> Result<App, Failed> {
    make_folder(&settings.data)?;
    let config = Config {
        data_dir: settings.data.clone(),
        public_url: settings.public_url.clone(),
        secure: settings.secure,
        demo: settings.demo,
        smtp: settings.smtp.clone(),
        zone: settings.zone.clone(),
        seal_key: seal_key(&settings.data)?,
    };
    let ids = Arc::new(RandomIds);
    let db = Db::open(&settings.place, clock.clone(), ids.clone(), desk::MIGRATIONS).await?;
    Ok(App::new(db, clock, ids, Files::at(&settings.data.join("files")), config))
}

/// A folder that only this user may read: it holds orders, and the key that proves seals.
pub fn make_folder(folder: &Path) -> Result<(), Failed> {
    use std::os::unix::fs::DirBuilderExt;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|e| Failed::Not(format!("{}: {e}", folder.display())))
}

/// The key of the seals, made at the first start. Whoever writes the database from outside does not have it.
fn seal_key(data: &Path) -> Result<Vec<u8>, Failed> {
    use std::os::unix::fs::OpenOptionsExt;
    let path = data.join("seal.key");
    let failed = |e: std::io::Error| Failed::Not(format!("{}: {e}", path.display()));
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
    match made {
        Ok(mut file) => {
            let key = RandomIds.new_token().text();
            file.write_all(key.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
            Ok(key.into_bytes())
        }
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            let key = std::fs::read(&path).map_err(failed)?;
            if key.is_empty() { Err(Failed::Not(format!("{} is empty", path.display()))) } else { Ok(key) }
        }
        Err(e) => Err(failed(e)),
    }
}
