//! Keys that are the same in every run, and sets of them.

use super::service::START;
use std::sync::Arc;
use zhiyu::snapshot::document::Document as _;
use zhiyu::snapshot::key_set::KeySet;
use zhiyu::snapshot::key_set::ListedKey;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::snapshot::signature::PrivateKey;
use zhiyu::snapshot::signature::PublicKey;
use zhiyu::snapshot::signing::Signing;
use zhiyu::time::Instant;

/// A day in microseconds.
pub const DAY: i64 = 86_400_000_000;

/// An instant so many days after the start of the tests' clock.
pub fn day(days: i64) -> Instant {
    Instant(START.0 + days * DAY)
}

/// A key that is the same in every run; another for each number.
pub fn key(algorithm: Algorithm, number: u8) -> PrivateKey {
    PrivateKey::of(algorithm, &[number; 32]).unwrap()
}

/// A root key, two signing keys, and the set that names them.
pub struct Keyring {
    /// The root.
    pub root: PrivateKey,
    /// The key that signs.
    pub first: PrivateKey,
    /// The key that follows it.
    pub second: PrivateKey,
    /// The set: the first is valid for a year, the second from the ninth month on.
    pub set: KeySet,
}

impl Keyring {
    /// Keys of one kind.
    pub fn new(algorithm: Algorithm) -> Self {
        let [root, first, second] = [1, 2, 3].map(|number| key(algorithm, number));
        let keys = vec![
            ListedKey::new(first.public(), day(-1), day(365)),
            ListedKey::new(second.public(), day(270), day(730)),
        ];
        let set = KeySet::next(None, keys, &root, (day(-1), day(800))).unwrap();
        Self {
            root,
            first,
            second,
            set,
        }
    }

    /// The public keys of the root.
    pub fn roots(&self) -> Vec<PublicKey> {
        vec![self.root.public().clone()]
    }

    /// The next version of the set, with its keys changed.
    pub fn changed(&self, change: impl FnOnce(&mut Vec<ListedKey>)) -> KeySet {
        let mut keys = self.set.keys.clone();
        change(&mut keys);
        KeySet::next(Some(&self.set), keys, &self.root, (day(0), day(800))).unwrap()
    }

    /// The next version of the set, in which the first key is revoked and the second valid at once.
    pub fn after_a_theft(&self) -> KeySet {
        self.changed(|keys| {
            keys[0].revoked_at = Some(day(0).to_rfc3339());
            keys[1].valid_from = day(0).to_rfc3339();
        })
    }

    /// What a server signs with that has the first key.
    pub fn signing(&self) -> Arc<Signing> {
        signing(&self.first, &self.set)
    }
}

/// What a server signs with.
pub fn signing(key: &PrivateKey, set: &KeySet) -> Arc<Signing> {
    Arc::new(Signing::new(key.clone(), &set.to_canonical().unwrap()).unwrap())
}
