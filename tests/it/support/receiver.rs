//! A receiver of OpenTelemetry (OTLP over HTTP, JSON) on the loopback.

use super::tls;
use serde_json::Value;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::Mutex;

/// Taken whole.
pub const TAKEN: &str = r#"{"partialSuccess":{}}"#;

/// The receiver; it answers as long as the test runs.
pub struct Receiver {
    pub address: SocketAddr,
    batches: Arc<Mutex<Vec<Batch>>>,
}

/// A request that came.
#[derive(Clone)]
pub struct Batch {
    /// The request line and the headers.
    pub head: Vec<String>,
    /// The body.
    pub text: String,
}

impl Receiver {
    /// One that answers with this text.
    pub fn start(answer: &'static str) -> Self {
        Self::begin(move |stream, batches| serve(stream, "200 OK", answer, batches))
    }

    /// One that takes nothing.
    pub fn refusing() -> Self {
        Self::begin(|stream, batches| serve(stream, "503 Service Unavailable", "", batches))
    }

    /// One that never answers.
    pub fn silent() -> Self {
        Self::begin(|stream, _| std::mem::forget(stream))
    }

    /// One that speaks TLS as `localhost`.
    pub fn secure() -> Self {
        let config = tls::config();
        Self::begin(move |stream, batches| serve(tls::accept(&config, stream), "200 OK", TAKEN, batches))
    }

    fn begin(each: impl Fn(std::net::TcpStream, &Mutex<Vec<Batch>>) + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let batches = Arc::new(Mutex::default());
        let shared = Arc::clone(&batches);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                each(stream.unwrap(), &shared);
            }
        });
        Self { address, batches }
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What came so far.
    pub fn batches(&self) -> Vec<Batch> {
        self.batches.lock().unwrap().clone()
    }

    /// The spans that came so far.
    pub fn spans(&self) -> Vec<Value> {
        let bodies = self.batches().into_iter().map(|batch| batch.text);
        let bodies = bodies.map(|text| serde_json::from_str::<Value>(&text).unwrap());
        let spans = bodies.flat_map(|body| {
            assert_eq!(
                (
                    body["resourceSpans"].as_array().unwrap().len(),
                    &body["resourceSpans"][0]["scopeSpans"][0]["scope"]["name"]
                ),
                (1, &Value::from("zhiyu"))
            );
            let spans = &body["resourceSpans"][0]["scopeSpans"][0]["spans"];
            spans.as_array().unwrap().clone()
        });
        spans.collect()
    }
}

/// Reads one request and answers it. Whoever sends may go away, or not trust this receiver.
fn serve(stream: impl Read + Write, status: &str, answer: &str, batches: &Mutex<Vec<Batch>>) {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        match reader.read_line(&mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) if line == "\r\n" => break,
            Ok(_) => head.push(line.trim_end().to_owned()),
        }
    }
    let size = head.iter().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; size.unwrap_or("0").parse().unwrap()];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    let text = String::from_utf8(body).unwrap();
    batches.lock().unwrap().push(Batch { head, text });
    let size = answer.len();
    let stream = reader.get_mut();
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n{answer}"
    );
    let _ = stream.write_all(answer.as_bytes());
    let _ = stream.flush();
}
