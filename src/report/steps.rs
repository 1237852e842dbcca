//! The life of a mapping as a table for people: states, steps, and who may take them.

use crate::access::role::Right;
use crate::access::role::Role;
use crate::language::Language;
use crate::mapping::state::State;
use crate::mapping::state::TRANSITIONS;
use std::collections::BTreeSet;

/// The table of steps as Markdown: step, states before, state after, roles.
pub fn steps_markdown(language: Language) -> String {
    let head = match language {
        Language::Chinese => "| 步骤 | 之前的状态 | 之后的状态 | 角色 |",
        Language::English => "| step | states before | state after | roles |",
    };
    let mut lines = vec![head.to_owned(), "|---|---|---|---|".to_owned()];
    for line in TRANSITIONS {
        let (zh, en) = line.step.words();
        let step = match language {
            Language::Chinese => format!("`{}` {zh}", line.step.as_str()),
            Language::English => format!("`{}` ({en})", line.step.as_str()),
        };
        let before: Vec<&str> = line
            .from
            .iter()
            .map(|from| from.map_or("unmapped", State::as_str))
            .collect();
        lines.push(format!(
            "| {step} | {} | {} | {} |",
            before.join(", "),
            line.to.as_str(),
            roles(line.rights)
        ));
    }
    lines.join("\n") + "\n"
}

fn roles(rights: &[Right]) -> String {
    let holders: BTreeSet<&str> = rights
        .iter()
        .flat_map(|right| right.roles())
        .map(|role| role.as_str())
        .collect();
    let in_order = Role::ALL
        .iter()
        .map(|role| role.as_str())
        .filter(|role| holders.contains(role));
    in_order.collect::<Vec<_>>().join(", ")
}
