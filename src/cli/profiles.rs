//! `zhiyu profiles`

use super::console::Console;
use crate::error::Result;
use crate::http::registry::exchange::ProfileResponse;
use crate::registry::exchange::profile::Profile;

/// Runs the command.
pub fn run(console: &mut Console) -> Result<()> {
    let profiles: Vec<ProfileResponse> = Profile::all()?.into_iter().map(ProfileResponse::from).collect();
    let line = |profile: &ProfileResponse, title: &str| format!("{}  {title}", profile.id);
    let chinese: Vec<String> = profiles.iter().map(|one| line(one, &one.title)).collect();
    let english: Vec<String> = profiles.iter().map(|one| line(one, &one.title_en)).collect();
    console.answer(&profiles, &chinese.join("\n"), &english.join("\n"))
}
