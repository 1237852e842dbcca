//! The lists that come inside the program: `dictionaries/<system>/<edition>/{MANIFEST.toml, concepts.tsv}`, and the
//! words of small lists, `dictionaries/lexicon/value-words.tsv`, the kinds `dictionaries/kinds/*.toml`, and the column
//! profiles `dictionaries/profiles/*.toml`.

use super::catalogue_file::DraftElement;
use super::concept::Concept;
use super::shipped_file;
use super::shipped_file::Manifest;
use super::shipped_specification;
use super::shipped_specification::ShippedSpecification;
use super::value_domain::ValueDomain;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "dictionaries/"]
struct Dictionaries;

const MANIFEST: &str = "/MANIFEST.toml";
const PROFILES: &str = "profiles/";
const VALUE_WORDS: &str = "lexicon/value-words.tsv";
const KINDS: &str = "kinds/";
const TOML: &str = ".toml";
const CATALOGUE: &str = "catalogue";
const SPECIFICATIONS: &str = "specifications/";
const SAMPLE: &str = "sample-hospital/";

/// The folders of the shipped lists, by name.
pub fn list_names() -> Vec<String> {
    let manifests = Dictionaries::iter().filter_map(|path| path.strip_suffix(MANIFEST).map(str::to_owned));
    let is_edition = |name: &String| name != CATALOGUE && !name.starts_with(SPECIFICATIONS);
    let mut names: Vec<String> = manifests.filter(is_edition).collect();
    names.sort();
    names
}

/// A shipped list, checked against its manifest.
pub fn list(name: &str) -> Result<(Manifest, Vec<Concept>)> {
    let manifest = text(&format!("{name}{MANIFEST}"))?;
    let concepts = bytes(&format!("{name}/concepts.tsv"))?;
    shipped_file::read(name, &manifest, &concepts)
}

/// The manifest alone of a shipped list.
pub fn manifest(name: &str) -> Result<Manifest> {
    Manifest::parse(name, &text(&format!("{name}{MANIFEST}"))?)
}

/// The column profiles `dictionaries/profiles/<id>.toml`: id and text, by id.
pub fn profiles() -> Result<Vec<(String, String)>> {
    let ids =
        Dictionaries::iter().filter_map(|path| Some(path.strip_prefix(PROFILES)?.strip_suffix(".toml")?.to_owned()));
    let mut ids: Vec<String> = ids.collect();
    ids.sort();
    ids.into_iter()
        .map(|id| {
            let text = text(&format!("{PROFILES}{id}.toml"))?;
            Ok((id, text))
        })
        .collect()
}

/// The ids of the shipped kinds, `dictionaries/kinds/<id>.toml`, in order.
pub fn kind_names() -> Vec<String> {
    let files = Dictionaries::iter().filter_map(|path| path.strip_prefix(KINDS)?.strip_suffix(TOML).map(str::to_owned));
    let mut names: Vec<String> = files.collect();
    names.sort();
    names
}

/// The text of a shipped kind; nothing when none has this id.
pub fn kind(id: &str) -> Result<Option<String>> {
    let path = format!("{KINDS}{id}{TOML}");
    let is_there = Dictionaries::get(&path).is_some();
    is_there.then(|| text(&path)).transpose()
}

/// The value domains and data elements that come with the program.
pub fn catalogue() -> Result<(Vec<ValueDomain>, Vec<DraftElement>)> {
    let file = |name: &str| bytes(&format!("{CATALOGUE}/{name}"));
    let manifest = text(&format!("{CATALOGUE}{MANIFEST}"))?;
    shipped_specification::catalogue(&manifest, &file("domains.tsv")?, &file("elements.tsv")?)
}

/// The ids of the specifications that come with the program.
pub fn specification_names() -> Vec<String> {
    let manifests = Dictionaries::iter().filter_map(|path| {
        let name = path.strip_suffix(MANIFEST)?.strip_prefix(SPECIFICATIONS)?;
        Some(name.to_owned())
    });
    manifests.collect()
}

/// A specification that comes with the program.
pub fn specification(name: &str) -> Result<ShippedSpecification> {
    let file = |file: &str| bytes(&format!("{SPECIFICATIONS}{name}/{file}"));
    let manifest = text(&format!("{SPECIFICATIONS}{name}{MANIFEST}"))?;
    shipped_specification::specification(name, &manifest, &file("tables.tsv")?, &file("fields.tsv")?)
}

/// The trees of the ranker with this name.
pub fn ranker(name: &str) -> Result<String> {
    text(&format!("ranker/{name}.tsv"))
}

/// The words of small value lists that mean the same, as a table.
pub fn value_words() -> Result<String> {
    text(VALUE_WORDS)
}

/// A file of the sample hospital that the demo plays with.
pub fn sample_file(name: &str) -> Result<Vec<u8>> {
    bytes(&format!("{SAMPLE}{name}"))
}

fn bytes(path: &str) -> Result<Vec<u8>> {
    let missing = || Error::new(Code::ShippedListBroken).with("list", path);
    Ok(Dictionaries::get(path).ok_or_else(missing)?.data.into_owned())
}

fn text(path: &str) -> Result<String> {
    String::from_utf8(bytes(path)?)
        .map_err(|cause| Error::new(Code::ShippedListBroken).with("list", path).caused_by(cause))
}
