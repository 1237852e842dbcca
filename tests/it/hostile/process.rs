//! A process of the binary, watched: how long it took, and how much memory it held at most.
//!
//! The kernel keeps the most that a process ever held (`VmHWM`); it is read until the process is gone.

use std::fs;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;
use std::time::Instant;
use tempfile::NamedTempFile;

/// Whoever takes longer hangs, and is ended.
const DEADLINE: Duration = Duration::from_mins(2);
const BETWEEN_LOOKS: Duration = Duration::from_millis(1);

/// How a process went.
pub struct Run {
    /// Its exit code; none when it was ended.
    pub code: Option<i32>,
    /// What it answered.
    pub stdout: Vec<u8>,
    /// What it complained of.
    pub stderr: Vec<u8>,
    /// How long it took.
    pub took: Duration,
    /// Most memory held, in MiB.
    pub memory: u64,
}

/// Runs a command to its end.
pub fn watched(command: &mut Command) -> Run {
    let (out, err) = (NamedTempFile::new().unwrap(), NamedTempFile::new().unwrap());
    command
        .stdout(out.reopen().unwrap())
        .stderr(err.reopen().unwrap())
        .stdin(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    let (_keep, never) = mpsc::channel::<()>();
    let mut memory = 0;
    let status = loop {
        memory = memory.max(peak(&child));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > DEADLINE {
            child.kill().unwrap();
            break child.wait().unwrap();
        }
        let _ = never.recv_timeout(BETWEEN_LOOKS);
    };
    Run {
        code: status.code(),
        stdout: fs::read(out.path()).unwrap(),
        stderr: fs::read(err.path()).unwrap(),
        took: start.elapsed(),
        memory: memory >> 10,
    }
}

/// The most memory that a process held since it began or was last [`forgotten`], in KiB; 0 where the kernel does not say.
pub fn peak(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// Makes the kernel forget what a process held before.
pub fn forgotten(child: &Child) {
    let _ = fs::write(format!("/proc/{}/clear_refs", child.id()), "5");
}
