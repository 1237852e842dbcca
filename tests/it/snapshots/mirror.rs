//! A static server with ranges, as nginx is one, that fails the way a test wants it to; and a clock that nobody waits for.

use super::releases::Releases;
use std::cell::Cell;
use std::cell::RefCell;
use std::fs;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Write as _;
use std::net::TcpListener;
use std::net::TcpStream;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;
use tempfile::TempDir;
use tempfile::tempdir;
use zhiyu::collector::Collector;
use zhiyu::collector::Connection;
use zhiyu::collector::Pace;
use zhiyu::collector::Patience;
use zhiyu::collector::Source;
use zhiyu::collector::Status;
use zhiyu::collector::Tree;
use zhiyu::error::Error;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::time::Instant;

use crate::support::signing::day;

/// A request as the server saw it.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub path: String,
    pub range: Option<u64>,
    pub if_range: Option<String>,
    pub token: Option<String>,
}

/// What the server sends before it hangs up.
pub enum Reply {
    /// The file, as a good server does it.
    Good,
    /// These bytes.
    Raw(Vec<u8>),
    /// These bytes, and then others without end.
    Endless(Vec<u8>),
}

/// The server.
pub struct Mirror {
    pub address: String,
    pub folder: TempDir,
    pub asked: Arc<Mutex<Vec<Asked>>>,
}

impl Mirror {
    /// A server below whose address there are the files of a folder.
    pub fn new(mut script: impl FnMut(&Asked) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let folder = tempdir().unwrap();
        let mirror = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            asked: Arc::default(),
            folder,
        };
        let (folder, log) = (mirror.folder.path().to_owned(), Arc::clone(&mirror.asked));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let asked = read(&stream);
                log.lock().unwrap().push(asked.clone());
                // A client that had enough closes the connection.
                let _ = answer(&mut stream, script(&asked), &asked, &folder);
            }
        });
        mirror
    }

    /// The requests for a file whose path ends like this.
    pub fn requests(&self, end: &str) -> Vec<Asked> {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .filter(|asked| asked.path.ends_with(end))
            .cloned()
            .collect()
    }
}

fn read(stream: &TcpStream) -> Asked {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap_or_default();
    let mut asked = Asked {
        path: first.split(' ').nth(1).unwrap_or_default().to_owned(),
        ..Asked::default()
    };
    for line in lines.take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(": ").unwrap();
        match name.to_ascii_lowercase().as_str() {
            "range" => {
                asked.range = value
                    .strip_prefix("bytes=")
                    .unwrap()
                    .strip_suffix('-')
                    .unwrap()
                    .parse()
                    .ok();
            }
            "if-range" => asked.if_range = Some(value.to_owned()),
            "authorization" => asked.token = Some(value.to_owned()),
            _ => {}
        }
    }
    asked
}

fn answer(stream: &mut TcpStream, reply: Reply, asked: &Asked, folder: &Path) -> std::io::Result<()> {
    match reply {
        Reply::Good => stream.write_all(&good(&folder.join(asked.path.trim_start_matches('/')), asked)),
        Reply::Raw(bytes) => stream.write_all(&bytes),
        Reply::Endless(bytes) => {
            stream.write_all(&bytes)?;
            loop {
                stream.write_all(&[b'x'; 1 << 12])?;
            }
        }
    }
}

/// What nginx would send: 206 for a range of the same bytes, 200 otherwise, 416 for one behind the end.
pub fn good(path: &Path, asked: &Asked) -> Vec<u8> {
    let Ok(bytes) = fs::read(path) else {
        return head("404 Not Found", 0, "");
    };
    let (tag, size) = (format!("\"{:x}\"", bytes.len()), bytes.len());
    let from = asked
        .range
        .filter(|_| asked.if_range.as_ref().is_none_or(|known| *known == tag));
    let from = from.map(|from| usize::try_from(from).unwrap());
    match from {
        Some(from) if from >= size => head(
            "416 Range Not Satisfiable",
            0,
            &format!("Content-Range: bytes */{size}\r\n"),
        ),
        Some(from) => {
            let range = format!("ETag: {tag}\r\nContent-Range: bytes {from}-{}/{size}\r\n", size - 1);
            [head("206 Partial Content", size - from, &range), bytes[from..].to_vec()].concat()
        }
        None => [head("200 OK", size, &format!("ETag: {tag}\r\n")), bytes].concat(),
    }
}

/// The head of an answer.
pub fn head(status: &str, size: usize, more: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\n{more}Content-Length: {size}\r\nConnection: close\r\n\r\n").into_bytes()
}

/// A clock that is as far as it was waited for.
pub struct TestPace {
    now: Cell<Instant>,
    pub waits: RefCell<Vec<Duration>>,
}

impl TestPace {
    pub fn new() -> Self {
        Self {
            now: Cell::new(day(0)),
            waits: RefCell::default(),
        }
    }
}

impl Pace for TestPace {
    fn now(&self) -> Instant {
        self.now.get()
    }

    fn wait(&self, time: Duration) -> bool {
        self.waits.borrow_mut().push(time);
        let micros = i64::try_from(time.as_micros()).unwrap();
        self.now.set(Instant(self.now.get().0 + micros));
        true
    }

    fn chance(&self) -> u32 {
        u32::MAX / 2
    }
}

/// A collector of a mirror.
pub struct Night {
    pub releases: Releases,
    pub mirror: Mirror,
    pub store: TempDir,
    pub pace: TestPace,
}

impl Night {
    /// A mirror at release 2, already pulled in peace, that then has release 3 without deltas and follows the script.
    pub fn new(script: impl FnMut(&Asked) -> Reply + Send + 'static) -> Self {
        let night = Self {
            releases: Releases::new(Algorithm::Ed25519),
            mirror: Mirror::new(script),
            store: tempdir().unwrap(),
            pace: TestPace::new(),
        };
        night.releases.write(night.mirror.folder.path(), 2, day(0));
        let folder = Source::Folder(night.mirror.folder.path().to_owned());
        night.pull_from(&folder, Duration::ZERO).unwrap();
        night.releases.write(night.mirror.folder.path(), 3, day(0));
        for from in [1, 2] {
            fs::remove_file(night.path(&format!("3/delta-from-{from}.jsonl"))).unwrap();
        }
        night
    }

    /// A file of the mirror.
    pub fn path(&self, name: &str) -> PathBuf {
        self.mirror.folder.path().join("organizations/H1/snapshots").join(name)
    }

    /// Pulls for ten minutes at most.
    pub fn pull(&self) -> Result<Status, Error> {
        let source = Source::parse(&self.mirror.address, &Connection::default()).unwrap();
        self.pull_from(&source, Duration::from_mins(10))
    }

    pub fn pull_from(&self, source: &Source, time: Duration) -> Result<Status, Error> {
        let roots = self.releases.keyring.roots();
        let collector = Collector {
            organization: &self.releases.organization,
            roots: Some(&roots),
            source,
            store: &self.kept(),
        };
        collector.pull_patiently(Patience::new(&self.pace, time))
    }

    pub fn kept(&self) -> Tree {
        Tree::of(self.store.path(), &self.releases.organization)
    }

    /// The release in use; its body is whole.
    pub fn in_use(&self) -> Option<i64> {
        let status = self.kept().status().unwrap();
        let release = status.release?;
        let folder = self.store.path().join("organizations/H1/snapshots");
        let body = fs::read(folder.join(status.body.unwrap())).unwrap();
        assert_eq!(body, self.releases.body(release));
        Some(release)
    }
}
