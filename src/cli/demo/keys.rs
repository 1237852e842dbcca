//! The keys of the demo: drawn at its start and gone at its end.

use crate::cli::surroundings::of_this_machine;
use crate::error::Result;
use crate::snapshot::document::Document as _;
use crate::snapshot::document::internal;
use crate::snapshot::key_set::KeySet;
use crate::snapshot::key_set::ListedKey;
use crate::snapshot::signature::Algorithm;
use crate::snapshot::signature::PrivateKey;
use crate::snapshot::signature::PublicKey;
use crate::snapshot::signing::Signing;
use crate::time::Instant;
use std::sync::Arc;

const DAY: i64 = 86_400_000_000;

/// A root key and a signing key.
pub struct DemoKeys {
    root: PrivateKey,
    signing: PrivateKey,
}

impl DemoKeys {
    /// Draws the keys.
    pub fn draw() -> Result<Self> {
        let draw = || PrivateKey::generate(Algorithm::Ed25519, of_this_machine().entropy);
        Ok(Self {
            root: draw()?,
            signing: draw()?,
        })
    }

    /// What the server signs with, for a day.
    pub fn signing(&self) -> Result<Arc<Signing>> {
        let now = (of_this_machine().clock)();
        let until = Instant(now.0.saturating_add(DAY));
        let keys = vec![ListedKey::new(self.signing.public(), now, until)];
        let set = KeySet::next(None, keys, &self.root, (now, until))?;
        let text = set.to_canonical().map_err(internal)?;
        Ok(Arc::new(Signing::new(self.signing.clone(), &text)?))
    }

    /// What the collector trusts.
    pub fn root(&self) -> PublicKey {
        self.root.public().clone()
    }
}
