//! A private PostgreSQL for this test process: made at the first use, gone with the process.
//!
//! It listens on a unix socket in its own folder and nowhere else. A watchdog reads from a pipe that only this process
//! holds open: when the process ends, however it ends, the pipe closes, and the watchdog stops the server and removes
//! the folder.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::chown;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;

/// With this variable set to 1, a missing PostgreSQL fails the tests instead of skipping them.
const REQUIRED: &str = "ZHIYU_REQUIRE_POSTGRES";
const OWNER: &str = "postgres";
/// Collations that do not order by bytes come first: with one of them the order of a column without `COLLATE "C"`
/// shows.
const LOCALES: &[&[&str]] = &[
    &["--locale-provider=icu", "--icu-locale=und", "--locale=C.UTF-8"],
    &["--locale=en_US.UTF-8"],
    &["--locale=C.UTF-8"],
    &["--locale=C"],
];
const SETTINGS: &str =
    "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB";
const WATCH: &str =
    r#"trap '' INT TERM HUP; cat >/dev/null; "$1/pg_ctl" -s -D "$2/data" -m immediate stop; rm -rf "$2""#;

/// The running server.
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    runs_as_owner: bool,
    databases: AtomicU32,
    _watchdog: Child,
}

/// The server of this process; `None`, and a line that says so, where PostgreSQL is not installed.
pub fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(|| programs().map(Cluster::start)).as_ref();
    if cluster.is_none() {
        let is_required = std::env::var(REQUIRED).is_ok_and(|value| value == "1");
        assert!(
            !is_required,
            "PostgreSQL is not installed, and {REQUIRED}=1 asks for it"
        );
        say("skipped: PostgreSQL is not installed");
    }
    cluster
}

/// A server of one test alone, which may stop it; `None` where PostgreSQL is not installed.
pub fn own_cluster() -> Option<&'static Cluster> {
    cluster()?;
    let own = programs().map(Cluster::start)?;
    Some(Box::leak(Box::new(own)))
}

/// Prints a line that is seen although the test passes.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The folder of the server's programs: from `PATH`, or where Debian keeps them, the newest version first.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join("initdb"));
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut installed: Vec<PathBuf> = versions.map(|version| version.path().join("bin/initdb")).collect();
    installed.sort();
    let mut candidates = on_path.chain(installed.into_iter().rev());
    candidates.find_map(|initdb| {
        let folder = fs::canonicalize(initdb).ok()?.parent()?.to_owned();
        let is_whole = ["initdb", "postgres", "pg_ctl"]
            .iter()
            .all(|program| folder.join(program).is_file());
        is_whole.then_some(folder)
    })
}

fn number_of(account: Option<&str>, which: &str) -> u32 {
    let output = Command::new("id").arg(which).args(account).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim()
        .parse()
        .unwrap_or_else(|_cause| panic!("the server cannot run as root, and there is no account {OWNER} for it"))
}

impl Cluster {
    fn start(programs: PathBuf) -> Self {
        let temporary = tempfile::Builder::new().prefix("zhiyu-pg-").tempdir().unwrap();
        let runs_as_owner = number_of(None, "-u") == 0;
        if runs_as_owner {
            let (user, group) = (number_of(Some(OWNER), "-u"), number_of(Some(OWNER), "-g"));
            chown(temporary.path(), Some(user), Some(group)).unwrap();
        }
        let folder = temporary.keep();
        let watchdog = command(runs_as_owner, &folder, Path::new("sh"))
            .args(["-c", WATCH, "watchdog"])
            .args([&programs, &folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let cluster = Self {
            programs,
            folder,
            runs_as_owner,
            databases: AtomicU32::new(0),
            _watchdog: watchdog,
        };
        cluster.make();
        cluster.run_server();
        cluster
    }

    /// Starts the server, which has to be stopped.
    pub fn run_server(&self) {
        let log = self.folder.join("log");
        let settings = format!("-k '{}' {SETTINGS}", self.folder.display());
        let mut start = self.program("pg_ctl");
        start.arg("-D").arg(self.data()).arg("-l").arg(log);
        run(start.args(["-s", "-w", "-t", "120", "-o", &settings, "start"])).expect("PostgreSQL did not start");
    }

    /// Stops the server as a crash does: nothing is said to clients and nothing is written any more.
    pub fn crash_server(&self) {
        let mut stop = self.program("pg_ctl");
        stop.arg("-D").arg(self.data());
        run(stop.args(["-s", "-w", "-t", "120", "-m", "immediate", "stop"])).expect("PostgreSQL did not stop");
    }

    fn make(&self) {
        let mut refusals = Vec::new();
        for locale in LOCALES {
            let mut initdb = self.program("initdb");
            initdb.args(["--no-sync", "-E", "UTF8", "-A", "trust", "-U", OWNER]);
            match run(initdb.args(*locale).arg("-D").arg(self.data())) {
                Ok(_) => return,
                Err(refusal) => refusals.push(refusal),
            }
        }
        panic!("initdb failed:\n{}", refusals.join("\n"));
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = command(self.runs_as_owner, &self.folder, &self.programs.join(name));
        command.stdin(Stdio::null());
        command
    }

    /// A name that no database of the server has yet.
    pub fn new_name(&self) -> String {
        format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed))
    }

    /// The connection string of a database.
    pub fn url(&self, database: &str) -> String {
        format!("host={} user={OWNER} dbname={database}", self.folder.display())
    }

    /// The definition of everything in a database, as `pg_dump` writes it.
    pub fn schema(&self, database: &str) -> String {
        let mut dump = self.program("pg_dump");
        dump.args(["--schema-only", "-h"]).arg(&self.folder);
        let text = run(dump.args(["-U", OWNER, "-d", database])).expect("pg_dump failed");
        // These two lines carry a random word.
        let is_definition = |line: &&str| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict");
        text.lines().filter(is_definition).collect::<Vec<_>>().join("\n")
    }
}

/// A command in the server's folder, in the name of its owner where this process may not be the server.
fn command(as_owner: bool, folder: &Path, program: &Path) -> Command {
    let mut command = if as_owner {
        let mut command = Command::new("runuser");
        command.args(["-u", OWNER, "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(folder).env_remove("PGDATA").env("LC_ALL", "C");
    command
}

fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|cause| format!("{command:?}: {cause}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("{command:?}: {said}"))
}
