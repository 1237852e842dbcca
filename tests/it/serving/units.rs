//! The units for systemd: each keeps its promises, and `systemd-analyze` agrees where it is installed.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

/// What a service of ours may never be without.
const PROMISES: &[&str] = &[
    "DynamicUser=yes",
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateDevices=yes",
    "MemoryDenyWriteExecute=yes",
    "SystemCallFilter=@system-service",
    "LimitCORE=0",
];
/// The exposure that `systemd-analyze security` may find, in tenths: below 2 is its best grade but one.
const MOST_EXPOSED: u32 = 15;

fn unit(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/systemd").join(name)
}

#[test]
fn services_are_locked_in_and_keep_secrets_out_of_their_arguments() {
    for name in ["zhiyu.service", "zhiyu-pull.service"] {
        let text = std::fs::read_to_string(unit(name)).unwrap();
        for promise in PROMISES {
            assert!(text.lines().any(|line| line == *promise), "{name}: {promise}");
        }
        let secrets = ["postgres://", "ZHIYU_TOKEN=", "--token "];
        assert!(secrets.iter().all(|secret| !text.contains(secret)), "{name}");
        let checked = Command::new("systemd-analyze")
            .args(["security", "--offline=true", "--no-pager", "--threshold"])
            .arg(MOST_EXPOSED.to_string())
            .arg(unit(name))
            .output();
        match checked {
            Ok(output) => assert!(
                output.status.success(),
                "{name}: {}",
                String::from_utf8_lossy(&output.stdout)
            ),
            Err(_) => eprintln!("skipped: systemd-analyze is not installed"),
        }
    }
}
