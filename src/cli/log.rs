//! The log of the server: lines of text or JSON on standard error, each on a line of its own whatever it quotes.

use crate::config::LogFormat;
use crate::http::server::telemetry::Telemetry;
use std::fmt::Write as _;
use std::io;
use std::io::Write;
use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::FilterExt as _;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What is told without `ZHIYU_LOG`.
const USUAL: &str = "warn,zhiyu=info";
/// This program, as it signs its lines.
const OWN: &str = "zhiyu";

/// Begins the log, and what sends traces beside it. `ZHIYU_LOG` says what is told in the log; of other people's code nothing below
/// `info` ever is, as it quotes requests.
pub fn begin(format: LogFormat, telemetry: Option<&Telemetry>) {
    let wanted = EnvFilter::try_from_env("ZHIYU_LOG").unwrap_or_else(|_| EnvFilter::new(USUAL));
    let quiet = filter_fn(|about| about.target().starts_with(OWN) || *about.level() <= Level::INFO);
    // Without it nothing would be known of the level of both together, and every event of other people's code would be looked at.
    let quiet = quiet.with_max_level_hint(LevelFilter::TRACE);
    let lines = fmt::layer().with_ansi(false).with_writer(Lines);
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(wanted.and(quiet)))
        .with(telemetry.map(Telemetry::layer))
        .init();
}

/// Standard error, a line an event.
struct Lines;

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Escaping<io::Stderr>;

    fn make_writer(&'a self) -> Self::Writer {
        Escaping(io::stderr())
    }
}

/// Writes each event, which comes whole and ends with a line feed, with every control character in it escaped: nobody can make
/// up a line of the log or move the reader's terminal (CWE-117).
pub struct Escaping<W>(pub W);

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let line = text.strip_suffix('\n').unwrap_or(&text);
        self.0.write_all((escaped(line) + "\n").as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The text with control characters, line and paragraph separators and changes of direction as `\u{…}`.
pub fn escaped(text: &str) -> String {
    let mut line = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        let moves = matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}');
        if c.is_control() || moves {
            // Writing to a text cannot fail.
            let _ = write!(line, "\\u{{{:x}}}", u32::from(c));
        } else {
            line.push(c);
        }
    }
    line
}
