//! What is counted of requests, in the text form that Prometheus reads. Routes are counted by their pattern, so that no
//! id, token or name can get into a metric.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper ends of the histogram's buckets, in milliseconds.
const BUCKETS_MS: [u64; 11] = [2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000];

#[derive(Debug, Default)]
pub struct Meter {
    routes: Mutex<BTreeMap<(String, String), Counted>>,
    running: AtomicI64,
}

#[derive(Debug, Default)]
struct Counted {
    by_status: BTreeMap<u16, u64>,
    buckets: [u64; BUCKETS_MS.len()],
    count: u64,
    sum: Duration,
}

impl Meter {
    pub fn begin(&self) {
        self.running.fetch_add(1, Ordering::Relaxed);
    }

    pub fn end(&self, method: &str, route: &str, status: u16, took: Duration) {
        self.running.fetch_sub(1, Ordering::Relaxed);
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = routes.entry((method.to_string(), route.to_string())).or_default();
        *counted.by_status.entry(status).or_default() += 1;
        counted.count += 1;
        counted.sum += took;
        if let Some(at) = BUCKETS_MS.iter().position(|ms| took <= Duration::from_millis(*ms)) {
            counted.buckets[at] += 1;
        }
    }

    /// Everything counted since the start.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let running = self.running.load(Ordering::Relaxed);
        gauge(&mut out, "lidan_requests_running", "Requests being answered.", running);
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        head(&mut out, "lidan_requests_total", "counter", "Requests by route and status.");
        for ((method, route), counted) in routes.iter() {
            for (status, n) in &counted.by_status {
                let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
                line(&mut out, "lidan_requests_total", &labels, n);
            }
        }
        head(&mut out, "lidan_request_seconds", "histogram", "Time from request to answer.");
        for ((method, route), counted) in routes.iter() {
            let labels = format!("method=\"{method}\",route=\"{route}\"");
            let mut below = 0;
            for (ms, n) in BUCKETS_MS.iter().zip(counted.buckets) {
                below += n;
                let le = format!("{}.{:03}", ms / 1000, ms % 1000);
                line(&mut out, "lidan_request_seconds_bucket", &format!("{labels},le=\"{le}\""), below);
            }
            line(&mut out, "lidan_request_seconds_bucket", &format!("{labels},le=\"+Inf\""), counted.count);
            line(&mut out, "lidan_request_seconds_sum", &labels, counted.sum.as_secs_f64());
            line(&mut out, "lidan_request_seconds_count", &labels, counted.count);
        }
        out
    }
}

/// One figure that goes up and down.
pub fn gauge(out: &mut String, name: &str, about: &str, value: impl std::fmt::Display) {
    head(out, name, "gauge", about);
    let _ = writeln!(out, "{name} {value}");
}

fn head(out: &mut String, name: &str, kind: &str, about: &str) {
    let _ = writeln!(out, "# HELP {name} {about}\n# TYPE {name} {kind}");
}

fn line(out: &mut String, name: &str, labels: &str, value: impl std::fmt::Display) {
    let _ = writeln!(out, "{name}{{{labels}}} {value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_in_its_bucket_and_all_above() {
        let meter = Meter::default();
        meter.begin();
        meter.end("GET", "/orders/{id}", 200, Duration::from_millis(30));
        let text = meter.text();
        let bucket =
            |le: &str| format!("lidan_request_seconds_bucket{{method=\"GET\",route=\"/orders/{{id}}\",le=\"{le}\"}}");
        assert!(text.contains(&format!("{} 0\n", bucket("0.025"))), "{text}");
        assert!(text.contains(&format!("{} 1\n", bucket("0.050"))), "{text}");
        assert!(text.contains(&format!("{} 1\n", bucket("+Inf"))), "{text}");
        assert!(text.contains("lidan_requests_running 0\n"), "{text}");
    }
}
