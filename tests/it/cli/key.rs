//! The key of second factors at the first start: one for all who start at the same time.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Barrier;
use std::thread;
use tempfile::tempdir;
use zhiyu::cli::key_files;

const STARTS: usize = 16;

#[test]
fn all_who_start_at_once_take_one_key() {
    for _ in 0..20 {
        let folder = tempdir().unwrap();
        let path = folder.path().join("access.key");
        let barrier = Barrier::new(STARTS);
        // A key is told by its id, which is not secret.
        let ids: Vec<String> = thread::scope(|scope| {
            let start = || {
                barrier.wait();
                format!("{:?}", key_files::sealing(&path).unwrap())
            };
            let threads: Vec<_> = (0..STARTS).map(|_| scope.spawn(start)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let later = format!("{:?}", key_files::sealing(&path).unwrap());
        assert!(ids.iter().all(|id| *id == later), "{ids:?} {later}");
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(files.len(), 1, "{files:?}");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
