//! The load generator: as little of an HTTP client as can be, so that the cores are the server's.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Done;
use crate::table::Times;

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Done<serde_json::Value> {
        if self.status != 200 {
            return Err(self.trouble().into());
        }
        Ok(serde_json::from_slice(&self.body)?)
    }

    fn trouble(&self) -> String {
        let body: String = String::from_utf8_lossy(&self.body).chars().take(800).collect();
        format!("the server answered {}: {body}", self.status)
    }
}

pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n");
    for (name, value) in headers {
        text.push_str(name);
        text.push_str(": ");
        text.push_str(value);
        text.push_str("\r\n");
    }
    if method != "GET" {
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

/// One connection that is kept open.
struct Caller {
    stream: TcpStream,
    kept: Vec<u8>,
}

impl Caller {
    async fn reach(address: SocketAddr) -> Done<Caller> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Caller { stream, kept: Vec::with_capacity(64 * 1024) })
    }

    async fn ask(&mut self, request: &[u8]) -> Done<Answer> {
        self.stream.write_all(request).await?;
        let end = loop {
            if let Some(at) = find(&self.kept, b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.kept[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or("an answer without a status")?;
        self.kept.drain(..end);
        let body = match header(&head, "content-length").and_then(|length| length.parse::<usize>().ok()) {
            Some(length) => self.whole(length).await?,
            None if header(&head, "transfer-encoding") == Some("chunked") => self.chunks().await?,
            None => Vec::new(),
        };
        Ok(Answer { status, head, body })
    }

    async fn more(&mut self) -> Done<()> {
        let read = self.stream.read_buf(&mut self.kept).await?;
        if read == 0 { Err("the server hung up".into()) } else { Ok(()) }
    }

    async fn whole(&mut self, length: usize) -> Done<Vec<u8>> {
        while self.kept.len() < length {
            self.more().await?;
        }
        Ok(self.kept.drain(..length).collect())
    }

    async fn chunks(&mut self) -> Done<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let end = loop {
                if let Some(at) = find(&self.kept, b"\r\n") {
                    break at;
                }
                self.more().await?;
            };
            let length = usize::from_str_radix(String::from_utf8_lossy(&self.kept[..end]).trim(), 16)?;
            self.kept.drain(..end + 2);
            let chunk = self.whole(length + 2).await?;
            if length == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&chunk[..length]);
        }
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

fn runtime() -> Done<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// One question.
pub fn call(address: SocketAddr, request: &[u8]) -> Done<Answer> {
    runtime()?.block_on(async { Caller::reach(address).await?.ask(request).await })
}

/// So many questions over one connection, each made from its number and the answer before it.
pub fn talk(address: SocketAddr, mut each: impl FnMut(Option<Answer>) -> Done<Option<Vec<u8>>>) -> Done<()> {
    runtime()?.block_on(async {
        let mut caller = Caller::reach(address).await?;
        let mut answer = None;
        while let Some(request) = each(answer.take())? {
            answer = Some(caller.ask(&request).await?);
        }
        Ok(())
    })
}

/// So many clients ask for a while, each the next question as soon as it has its answer. An answer that is not 200 ends
/// the run: figures of failures are none. `make` gets the number of the question.
pub fn load(
    address: SocketAddr,
    clients: usize,
    length: Duration,
    make: impl Fn(u64) -> Vec<u8> + 'static,
) -> Done<Times> {
    let (make, count): (Rc<dyn Fn(u64) -> Vec<u8>>, _) = (Rc::new(make), Rc::new(Cell::new(0)));
    let tasks = tokio::task::LocalSet::new();
    tasks.block_on(&runtime()?, async move {
        let mut callers = Vec::new();
        for _ in 0..clients {
            callers.push(Caller::reach(address).await?);
        }
        let began = Instant::now();
        let running: Vec<_> = callers
            .into_iter()
            .map(|caller| tokio::task::spawn_local(client(caller, began + length, make.clone(), count.clone())))
            .collect();
        let mut micros = Vec::new();
        for one in running {
            micros.extend(one.await??);
        }
        Ok(Times::of(micros, began.elapsed()))
    })
}

async fn client(
    mut caller: Caller,
    until: Instant,
    make: Rc<dyn Fn(u64) -> Vec<u8>>,
    count: Rc<Cell<u64>>,
) -> Done<Vec<u32>> {
    let mut micros = Vec::new();
    while Instant::now() < until {
        let number = count.get();
        count.set(number + 1);
        let request = make(number);
        let start = Instant::now();
        let answer = caller.ask(&request).await?;
        if answer.status != 200 {
            return Err(answer.trouble().into());
        }
        micros.push(start.elapsed().as_micros() as u32);
    }
    Ok(micros)
}
