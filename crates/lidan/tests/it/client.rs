//! Somebody at a browser, or a machine: cookies are kept, redirects are looked at and not followed.

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, LOCATION};
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use serde_json::Value;

pub struct Client {
    http: reqwest::Client,
    base: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

impl Client {
    pub fn stranger(base: &str) -> Client {
        let http = reqwest::Client::builder().cookie_store(true).redirect(Policy::none()).no_proxy().build();
        Client { http: http.expect("a client"), base: base.to_string() }
    }

    pub async fn log_in(&self, login: &str) {
        let answer = self.post("/login", &[("login", login), ("password", "demo")]).await;
        assert_eq!(answer.status, 303, "{login} logs in: {}", answer.text());
    }

    /// A page.
    pub async fn get(&self, path: &str) -> Answer {
        self.answer(self.http.get(self.url(path)).header(ACCEPT, "text/html")).await
    }

    /// As a browser fetches it: with brotli, whose bytes are left as they came.
    pub async fn squeezed(&self, path: &str) -> Answer {
        let request = self.http.get(self.url(path)).header(ACCEPT, "text/html").header(ACCEPT_ENCODING, "br");
        self.answer(request).await
    }

    pub async fn get_json(&self, path: &str) -> Answer {
        self.answer(self.http.get(self.url(path)).header(ACCEPT, "application/json")).await
    }

    /// A form of a page.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.answer(self.http.post(self.url(path)).header(ACCEPT, "text/html").form(fields)).await
    }

    pub async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.answer(self.http.post(self.url(path)).header(ACCEPT, "application/json").json(body)).await
    }

    /// The same, under a name of its own: done once however often it is sent.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Answer {
        let request = self.http.post(self.url(path)).header(ACCEPT, "application/json").json(body);
        self.answer(request.header("idempotency-key", key)).await
    }

    /// With the tag of the state that its sender knows.
    pub async fn post_tagged(&self, path: &str, tag: &str, body: &Value) -> Answer {
        let request = self.http.post(self.url(path)).header(ACCEPT, "application/json").json(body);
        self.answer(request.header("if-match", tag)).await
    }

    /// As a machine, by its token.
    pub async fn post_bearer(&self, path: &str, token: &str, body: &Value) -> Answer {
        let request = self.http.post(self.url(path)).header(ACCEPT, "application/json").json(body);
        self.answer(request.bearer_auth(token)).await
    }

    /// The same where the server may go away meanwhile: then there is no answer.
    pub async fn try_post_once(&self, path: &str, key: &str, body: &Value) -> Option<Answer> {
        let request = self.http.post(self.url(path)).header(ACCEPT, "application/json").json(body);
        let answer = request.header("idempotency-key", key).send().await.ok()?;
        Answer::of(answer).await
    }

    pub async fn upload(&self, path: &str, file: (&str, Vec<u8>), fields: &[(&str, &str)]) -> Answer {
        self.upload_as("file", path, file, fields).await
    }

    /// With the name of the field that holds the file.
    pub async fn upload_as(
        &self,
        field: &'static str,
        path: &str,
        file: (&str, Vec<u8>),
        fields: &[(&str, &str)],
    ) -> Answer {
        let part = Part::bytes(file.1).file_name(file.0.to_string());
        let form = fields.iter().fold(Form::new().part(field, part), |form, (name, text)| {
            form.text((*name).to_string(), (*text).to_string())
        });
        self.answer(self.http.post(self.url(path)).header(ACCEPT, "application/json").multipart(form)).await
    }

    /// Anything else.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let method = method.parse().expect("a method");
        let request = headers
            .iter()
            .fold(self.http.request(method, self.url(path)), |request, (name, value)| request.header(*name, *value));
        self.answer(request).await
    }

    /// The same with a body.
    pub async fn send_body(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let method = method.parse().expect("a method");
        let request = headers
            .iter()
            .fold(self.http.request(method, self.url(path)), |request, (name, value)| request.header(*name, *value));
        self.answer(request.body(body)).await
    }

    async fn answer(&self, request: reqwest::RequestBuilder) -> Answer {
        Answer::of(request.send().await.expect("an answer")).await.expect("a whole answer")
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

impl Answer {
    async fn of(answer: reqwest::Response) -> Option<Answer> {
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let location = headers.get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("").to_string();
        let body = answer.bytes().await.ok()?.to_vec();
        Some(Answer { status, location, headers, body })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{} is no JSON: {}", self.status, self.text()))
    }

    /// Done: what the desk says of it.
    #[track_caller]
    pub fn done(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        self.json()
    }

    /// A page that is there.
    #[track_caller]
    pub fn page(&self) -> String {
        assert_eq!(self.status, 200, "{}", self.text());
        self.text()
    }

    /// Refused by the regulation: the clauses that say no.
    #[track_caller]
    pub fn refused(&self) -> Vec<String> {
        assert_eq!(self.status, 422, "{}", self.text());
        let clauses = self.json()["clauses"].as_array().cloned().unwrap_or_default();
        clauses.iter().filter_map(|clause| clause.as_str().map(str::to_string)).collect()
    }

    /// Refused by the regulation: the rules that say no.
    #[track_caller]
    pub fn rules(&self) -> Vec<String> {
        assert_eq!(self.status, 422, "{}", self.text());
        let reasons = self.json()["reasons"].as_array().cloned().unwrap_or_default();
        reasons.iter().filter_map(|reason| reason["rule"].as_str().map(str::to_string)).collect()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}
