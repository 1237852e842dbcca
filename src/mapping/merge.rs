//! Three-way merge of a work list that was edited outside: what a row was when it went out (base), what it is in the
//! file (yours), what it is in the database (now).
//!
//! The cells of a decision stand together: a target that one person wrote never gets the relationship or the reason of
//! another. So a row that somebody changed meanwhile takes nothing from the file, unless the file wants nothing else than
//! what is there already; what differs is told cell by cell.

mod cells;
mod written;

pub use cells::COMPLEX;
pub use cells::Cells;
pub use cells::Field;
pub use cells::TARGETS;
pub use written::Misfit;
pub use written::Written;

use super::state::State;
use super::state::Step;

/// A row as it was or is in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The name of the local code.
    pub name: String,
    /// The version of its mapping; 0 without one.
    pub version: i64,
    /// The state of its mapping.
    pub state: Option<State>,
    /// Its cells.
    pub cells: Cells,
}

/// A row as it is in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Yours {
    /// Its cells.
    pub cells: Cells,
    /// What shall be done with it: draft, submit, withdraw, approve, return or reopen.
    pub action: Option<Step>,
}

/// What is to be done with a row of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The file wants nothing: the row stays as it is now.
    Untouched,
    /// What the file wants is there already.
    AlreadySo,
    /// Nobody else changed the row: the file's wish is done.
    Apply(Wish),
    /// Somebody else changed the row too. Nothing is done; these places differ.
    Conflict(Vec<Clash>),
    /// The file asks for things that do not go together.
    Misfit(Misfit),
}

/// The steps that a row of the file asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Write the decision of its cells down.
    pub draft: bool,
    /// Then take this step.
    pub step: Option<Step>,
}

/// What differs in a row that was changed on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// Where.
    pub place: Place,
    /// What stood there when the row went out.
    pub base: String,
    /// What stands there in the file, or would after its action.
    pub yours: String,
    /// What stands there in the database.
    pub now: String,
}

/// A place of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The name of the local code: what is to be mapped is another thing than what went out.
    Name,
    /// The state of the mapping.
    State,
    /// The version of the mapping: it was changed and changed back.
    Version,
    /// A cell.
    Cell(Field),
}

impl Wish {
    /// What an action means for a row in this state whose cells were changed or not. A submission writes down first what
    /// there is to write: changed cells, or a row that came back to work.
    fn of(state: Option<State>, is_changed: bool, action: Option<Step>) -> Self {
        let came_back = matches!(state, None | Some(State::Returned | State::NeedsRecheck));
        match action {
            None => Self {
                draft: is_changed,
                step: None,
            },
            Some(Step::Draft) => Self {
                draft: is_changed || came_back,
                step: None,
            },
            Some(Step::Submit) => Self {
                draft: is_changed || came_back,
                step: action,
            },
            Some(_) => Self {
                draft: false,
                step: action,
            },
        }
    }

    /// The state after it; the present one when it does nothing.
    pub fn leads_to(self, state: Option<State>) -> Option<State> {
        match (self.step, self.draft) {
            (Some(Step::Submit), _) => Some(State::InReview),
            (Some(Step::Approve), _) => Some(State::Approved),
            (Some(Step::Return), _) => Some(State::Returned),
            (Some(Step::Withdraw | Step::Reopen), _) | (_, true) => Some(State::Drafted),
            (_, false) => state,
        }
    }
}

/// Merges one row.
///
/// `base` has to be what the database held at its version, so that equal versions mean that nobody changed the row. A row
/// whose local name is another than the one that went out was changed too.
pub fn merge(base: &Side, yours: &Yours, now: &Side) -> Verdict {
    let changed: Vec<Field> = differing(&base.cells, &yours.cells);
    let wish = Wish::of(base.state, !changed.is_empty(), yours.action);
    if !wish.draft && wish.step.is_none() {
        return Verdict::Untouched;
    }
    if let Some(misfit) = misfit(base, &changed, yours.action) {
        return Verdict::Misfit(misfit);
    }
    let is_there = |field: &Field| yours.cells.get(*field) == now.cells.get(*field);
    let is_so = match yours.action {
        None => changed.iter().all(is_there),
        Some(_) => yours.cells == now.cells && has_come_to(wish.leads_to(base.state), now.state),
    };
    if is_so {
        return Verdict::AlreadySo;
    }
    if now.version == base.version && now.name == base.name {
        return Verdict::Apply(wish);
    }
    Verdict::Conflict(clashes(base, yours, now, wish))
}

/// Whether a mapping is where it was wanted, or went on from there to a release.
fn has_come_to(wanted: Option<State>, now: Option<State>) -> bool {
    let way = [State::Drafted, State::InReview, State::Approved, State::Released];
    let place = |state: Option<State>| way.iter().position(|step| Some(*step) == state);
    match (place(wanted), place(now)) {
        (Some(wanted), Some(now)) => now >= wanted,
        (None, _) | (_, None) => wanted == now,
    }
}

fn misfit(base: &Side, changed: &[Field], action: Option<Step>) -> Option<Misfit> {
    let first = changed.first()?;
    if base.cells.is_complex() {
        return Some(Misfit::fixed(*first));
    }
    match action {
        None | Some(Step::Draft | Step::Submit) => None,
        Some(_) => Some(Misfit::changed_beside_step(*first)),
    }
}

fn clashes(base: &Side, yours: &Yours, now: &Side, wish: Wish) -> Vec<Clash> {
    let word = |state: Option<State>| state.map_or("unmapped", State::as_str).to_owned();
    let mut list = Vec::new();
    if base.name != now.name {
        list.push(Clash {
            place: Place::Name,
            base: base.name.clone(),
            yours: base.name.clone(),
            now: now.name.clone(),
        });
    }
    let wanted = wish.leads_to(base.state);
    if base.state != now.state && wanted != now.state {
        list.push(Clash {
            place: Place::State,
            base: word(base.state),
            yours: word(wanted),
            now: word(now.state),
        });
    }
    for field in differing(&yours.cells, &now.cells) {
        list.push(Clash {
            place: Place::Cell(field),
            base: base.cells.get(field).to_owned(),
            yours: yours.cells.get(field).to_owned(),
            now: now.cells.get(field).to_owned(),
        });
    }
    if list.is_empty() {
        list.push(Clash {
            place: Place::Version,
            base: base.version.to_string(),
            yours: base.version.to_string(),
            now: now.version.to_string(),
        });
    }
    list
}

fn differing(left: &Cells, right: &Cells) -> Vec<Field> {
    let fields = Field::ALL.iter().copied();
    fields.filter(|field| left.get(*field) != right.get(*field)).collect()
}
