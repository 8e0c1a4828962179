//! The notice of 3.2.5 through a mail server that is not ours: Exim, from its Debian package, on loopback, with a
//! mailbox of its own. What it kept is read by another library.

use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use mail_parser::MessageParser;
use platform::outbox::{self, Carrier, OutboxState};

use crate::cast::{ADMIN, MANAGER, SPECIALIST};
use crate::desk::Desk;
use crate::mail::{carrier, in_state};
use crate::orders::{self, Standing, approve, submit, written};

struct Server {
    child: Child,
    mailbox: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn letters(&self) -> Vec<Vec<u8>> {
        let Ok(entries) = std::fs::read_dir(self.mailbox.join("new")) else { return Vec::new() };
        entries.filter_map(|entry| std::fs::read(entry.ok()?.path()).ok()).collect()
    }

    /// A server delivers after it has said yes.
    async fn kept(&self, count: usize) -> Vec<Vec<u8>> {
        for _ in 0..200 {
            if self.letters().len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.letters()
    }
}

/// The server's program; without it these tests say that they are skipped, and CI fails.
fn program() -> Option<&'static str> {
    let found = ["/usr/sbin/exim4", "/usr/sbin/exim"].into_iter().find(|path| Path::new(path).exists());
    if found.is_none() {
        assert!(std::env::var("CI").is_err(), "exim4-daemon-light is not installed, and CI needs it");
        eprintln!("skipped: exim4-daemon-light is not installed");
    }
    found
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its address").port()
}

/// Starts the server at the port; it takes every recipient but `nobody`.
async fn server(folder: &Path, port: u16) -> Option<Server> {
    let program = program()?;
    let home = folder.join("exim");
    for part in ["", "spool", "mail"] {
        let path = home.join(part);
        std::fs::create_dir_all(&path).expect("a folder");
        // Started by root, Exim works as nobody.
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o777)).expect("its own folder");
    }
    let root = std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
    let (who, of_box) = match root {
        true => ("exim_user = nobody\nexim_group = nogroup", "  user = nobody\n  group = nogroup\n"),
        false => ("deliver_drop_privilege", ""),
    };
    let at = home.display();
    let text = format!(
        "primary_hostname = relay.example\nspool_directory = {at}/spool\nlog_file_path = {at}/log-%slog\n\
         pid_file_path = {at}/spool/pid\n{who}\nkeep_environment =\ntls_advertise_hosts =\nhost_lookup =\n\
         rfc1413_query_timeout = 0s\nacl_smtp_rcpt = rcpt\nacl_smtp_data = accept\n\
         begin acl\nrcpt:\n  deny message = no such mailbox here\n       local_parts = nobody\n  accept\n\
         begin routers\nall:\n  driver = accept\n  transport = box\n\
         begin transports\nbox:\n  driver = appendfile\n  directory = {at}/mail\n  maildir_format\n  create_directory\n{of_box}"
    );
    let config = home.join("conf");
    let mut file = std::fs::File::create(&config).expect("a file");
    file.write_all(text.as_bytes()).expect("the settings");
    file.set_permissions(std::fs::Permissions::from_mode(0o644)).expect("its own file");
    let mut command = Command::new(program);
    command.arg("-C").arg(&config).args(["-bdf", "-oX", &format!("127.0.0.1.{port}")]);
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let server = Server { child: spawned.expect("it starts"), mailbox: home.join("mail") };
    for _ in 0..200 {
        if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return Some(server);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the mail server did not answer within 10 s");
}

/// An approved order whose customer has an address: the notice waits.
async fn approved(desk: &Desk, no: &str, address: &str) -> Standing {
    let chen = desk.log_in(SPECIALIST).await;
    let mut content = written(no);
    content["email"] = address.into();
    let order = orders::recorded(&chen, &content).await;
    submit(&chen, &order.id).await.done();
    approve(&desk.log_in(MANAGER).await, &order.id).await.done();
    order
}

both! {
    async fn c3_2_5_the_notice_reaches_a_mailbox_and_is_one_mail_however_often_it_is_sent(desk) {
        let port = free_port();
        let Some(server) = server(&desk.folder, port).await else { return };
        let order = approved(&desk, "M-1", "lin@hongyuan.example").await;
        let smtp = carrier(port);
        let far = "2027-01-01T00:00:00Z".parse::<platform::day::Instant>().expect("an instant");
        let waiting = desk
            .app
            .read(move |tx| {
                let last = platform::Id::from_uuid(uuid::Uuid::max());
                outbox::list(tx, OutboxState::Queued, (far, last), 10)
            })
            .await
            .expect("the outbox");
        assert_eq!(waiting.len(), 1, "one notice");
        // The sender dies after the server said yes and before it was written down: the parcel goes again.
        smtp.carry(&desk.app, &waiting[0]).await.expect("it goes");
        assert_eq!(outbox::send_due(&desk.app, &smtp).await.expect("it goes"), 1);
        assert_eq!(outbox::send_due(&desk.app, &smtp).await.expect("nothing left"), 0);
        let kept = server.kept(2).await;
        assert_eq!(kept.len(), 2);
        let letters: Vec<_> = kept.iter().map(|bytes| MessageParser::default().parse(bytes).expect("a letter")).collect();
        let id = format!("{}@lidan.example", waiting[0].id);
        for letter in &letters {
            assert_eq!(letter.message_id(), Some(id.as_str()), "one name: whoever gets it twice has it once");
            assert!(letter.subject().is_some_and(|subject| subject.contains(&order.number)), "{:?}", letter.subject());
            let to = letter.to().and_then(|to| to.first()).and_then(|to| to.address());
            assert_eq!(to, Some("lin@hongyuan.example"));
            let from = letter.from().and_then(|from| from.first()).expect("a sender");
            assert_eq!((from.name(), from.address()), (Some("理單"), Some("orders@lidan.example")));
            let text = letter.body_text(0).expect("words").into_owned();
            assert!(text.contains(&order.number) && text.contains("訂單"), "in the customer's script: {text}");
        }
    }

    async fn c5_2_1_a_server_that_was_down_gets_the_notice_once_when_it_is_back(desk) {
        let port = free_port();
        if program().is_none() {
            return;
        }
        approved(&desk, "M-2", "lin@hongyuan.example").await;
        let smtp = carrier(port);
        for _ in 0..2 {
            assert_eq!(outbox::send_due(&desk.app, &smtp).await.expect("a try, then none: it waits"), 0);
        }
        assert_eq!(in_state(&desk, OutboxState::Queued).await, 1);
        let Some(server) = server(&desk.folder, port).await else { return };
        assert_eq!(outbox::send_due(&desk.app, &smtp).await.expect("still waiting"), 0);
        desk.clock.advance(Duration::from_secs(60)).expect("time passes");
        assert_eq!(outbox::send_due(&desk.app, &smtp).await.expect("it goes"), 1);
        desk.clock.advance(Duration::from_secs(3 * 3600)).expect("time passes");
        assert_eq!(outbox::send_due(&desk.app, &smtp).await.expect("nothing left"), 0);
        assert_eq!(server.kept(1).await.len(), 1);
    }

    async fn c5_2_1_an_address_that_does_not_exist_is_not_tried_again_and_a_person_sees_why(desk) {
        let port = free_port();
        let Some(server) = server(&desk.folder, port).await else { return };
        approved(&desk, "M-3", "nobody@hongyuan.example").await;
        assert_eq!(outbox::send_due(&desk.app, &carrier(port)).await.expect("a try"), 0);
        let states = (in_state(&desk, OutboxState::Queued).await, in_state(&desk, OutboxState::Dead).await);
        assert_eq!(states, (0, 1), "the server said that it never will");
        let page = desk.log_in(ADMIN).await.get("/outbox?state=dead").await.page();
        assert!(page.contains("no such mailbox here"), "the server's own words: {page}");
        assert_eq!(server.letters().len(), 0);
    }
}
