//! A witness sees everything that lists show, so that a test can say that nothing changed.

use super::client::Client;
use super::data::all_pages;
use super::server::TestServer;
use std::fmt::Write as _;
use zhiyu::access::role::Role;

/// Lists of the platform.
const PLATFORM: &[&str] = &["code-systems", "organizations", "audit/events?outcome=success"];
/// Lists of an organization that have pages.
const PAGED: &[&str] = &["mappings"];
/// Lists of an organization that have none.
const WHOLE: &[&str] = &["dictionaries", "source-systems", "releases"];

/// Somebody who may read everything.
pub struct Witness {
    auditor: Client,
    admin: Client,
}

impl Witness {
    /// Comes before what is to be witnessed, because their tokens are events too.
    pub fn of(server: &TestServer) -> Self {
        Self {
            auditor: server.platform(Role::Auditor),
            admin: server.platform(Role::Administrator),
        }
    }

    /// Everything that lists show, as one text.
    pub fn dump(&self) -> String {
        let mut dump = String::new();
        for list in PLATFORM {
            self.rows(&mut dump, list);
        }
        for system in all_pages(&self.auditor, "code-systems", 1000) {
            let address = format!("code-systems/{}", system["id"].as_str().unwrap());
            writeln!(dump, "{}", self.auditor.get(&address).ok()).unwrap();
        }
        for organization in ["H1", "H2"] {
            let address = |list: &str| format!("organizations/{organization}/{list}");
            for list in PAGED {
                self.rows(&mut dump, &address(list));
            }
            for list in WHOLE {
                writeln!(dump, "{list} {}", self.auditor.get(&address(list)).ok()).unwrap();
            }
            for dictionary in self.auditor.get(&address("dictionaries")).ok().as_array().unwrap() {
                let list = format!("dictionaries/{}/codes", dictionary["id"].as_str().unwrap());
                self.rows(&mut dump, &address(&list));
            }
        }
        writeln!(dump, "tokens {}", self.admin.get("tokens").ok()).unwrap();
        dump
    }

    fn rows(&self, dump: &mut String, address: &str) {
        for row in all_pages(&self.auditor, address, 1000) {
            writeln!(dump, "{address} {row}").unwrap();
        }
    }
}
