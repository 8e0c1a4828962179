//! 4.1.3, 5.1.2: a photo of what is wrong, taken at the machine. What comes is a picture by its content, whatever its name
//! says, and lies on the disk before the act that files it.

use platform::act::{App, Outcome};
use platform::files::{self, Stored};
use platform::trouble::Say;
use platform::web::UploadedFile;
use platform::who::Person;
use platform::{Fault, Id, Trouble, Tx};

use super::file_source::media_type_of;

/// What a field for photos lets a telephone take or choose.
pub const PHOTO_KINDS: &str = "image/jpeg,image/png";

/// A picture that lies on the disk and has no card yet.
#[derive(Clone, Debug)]
pub struct Photo {
    stored: Stored,
    name: String,
    media_type: &'static str,
}

/// The photo of a form, where one was taken: its field is `photo`.
pub async fn photo_of(app: &App, sent: Vec<UploadedFile>) -> Outcome<Option<Photo>> {
    let sent =
        sent.into_iter().find(|file| file.field == "photo" && !(file.content.is_empty() && file.name.is_empty()));
    let Some(UploadedFile { name, content, .. }) = sent else { return Ok(None) };
    let kind = media_type_of(&name, &content).filter(|kind| PHOTO_KINDS.split(',').any(|known| known == *kind));
    let Some(media_type) = kind else {
        return Err(Trouble::invalid("photo", Say::new("photo-unreadable").arg("name", &name)));
    };
    // The disk is waited for off the threads that answer requests.
    let store = app.0.files.clone();
    let stored = tokio::task::spawn_blocking(move || store.keep(&content)).await;
    let stored = stored.map_err(|e| Trouble::from(Fault::other("keep a photo", e)))??;
    Ok(Some(Photo { stored, name, media_type }))
}

impl Photo {
    /// Its card, in the transaction of what it belongs to.
    pub fn record(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        Ok(files::record(tx, &self.stored, &self.name, self.media_type, who.id)?)
    }
}
