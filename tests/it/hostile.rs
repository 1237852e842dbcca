//! What hostile input gets. The corpus is made by code: every file is handed to the binary as a process of its own, at the
//! command line and over HTTP, and is refused with its code, or accepted where it does no harm, within a bound of memory.
//!
//! * A *fixture* is a file, where it is handed in, and what has to become of it.
//! * A *site* is a data folder with the editions and the organization that fixtures name.

mod archives;
mod bodies;
mod command_line;
mod delimited;
mod documents;
mod encodings;
mod fixture;
mod fuzz;
mod maps;
mod markup;
mod mutate;
mod over_http;
mod process;
mod round_trip;
mod sent_files;
mod sheets;
mod site;
mod targets;
mod uploads;

use fixture::Fixture;

/// The corpus: what is refused first, then what is accepted.
fn corpus() -> Vec<Fixture> {
    let mut corpus = archives::fixtures();
    corpus.extend(sheets::fixtures());
    corpus.extend(delimited::fixtures());
    corpus.extend(encodings::fixtures());
    corpus.extend(markup::fixtures());
    corpus.extend(documents::fixtures());
    corpus.extend(maps::fixtures());
    corpus.sort_by_key(Fixture::is_accepted);
    corpus
}
