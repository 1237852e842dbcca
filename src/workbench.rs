//! The workbench 工作台: the pages that people work with, served from the program itself.
//!
//! The files under `src/workbench/` are modules, styles and one HTML page of our own. They know nothing but the API, and
//! the policy sent with each of them forbids everything that does not come from this server. A release build holds them;
//! a debug build reads them from the tree at each request.

use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::snapshot::encoding::Encoding;
use crate::snapshot::encoding::PackedBody;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::guard;
use actix_web::http::header;
use actix_web::http::header::EntityTag;
use actix_web::http::header::Header as _;
use actix_web::http::header::IfNoneMatch;
use actix_web::web;
use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::fs;
use std::path::Component;
use std::path::Path;
use std::sync::Arc;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "src/workbench/"]
struct Embedded;

/// Where the files lie in the tree.
const TREE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/workbench");
/// The page that everything begins with.
const INDEX: &str = "index.html";
/// No inline script or style, no other host, no frame.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A file with its tag, packed once.
struct Asset {
    body: PackedBody,
    digest: String,
}

impl Asset {
    fn new(bytes: Vec<u8>) -> Self {
        Self {
            digest: sha256_hex([bytes.as_slice()]),
            body: PackedBody::new(bytes),
        }
    }
}

/// The files that the program holds, by path.
static EMBEDDED: LazyLock<BTreeMap<String, Arc<Asset>>> = LazyLock::new(|| {
    let asset = |path: &str| Some(Arc::new(Asset::new(Embedded::get(path)?.data.into_owned())));
    Embedded::iter()
        .filter_map(|path| Some((path.to_string(), asset(&path)?)))
        .collect()
});

/// Serves the first page at `/` and every file below `/workbench/`.
pub fn configure(config: &mut web::ServiceConfig) {
    let readers = || guard::Any(guard::Get()).or(guard::Head());
    config
        .service(web::resource("/").guard(readers()).to(first_page))
        .service(web::resource("/workbench/{path:.+}").guard(readers()).to(file));
}

async fn first_page(request: HttpRequest) -> Result<HttpResponse> {
    answer(&request, INDEX)
}

async fn file(request: HttpRequest, path: web::Path<String>) -> Result<HttpResponse> {
    answer(&request, &path)
}

fn answer(request: &HttpRequest, path: &str) -> Result<HttpResponse> {
    let asset = find(path).ok_or(Code::PathUnknown)?;
    let media_type = media_type(path).ok_or(Code::PathUnknown)?;
    let encoding = encoding(request);
    // Each encoding has other bytes and so another tag (RFC 9110 crate::8.8.3).
    let tag = EntityTag::new_strong(format!("{}-{}", asset.digest, encoding.as_str()));
    let is_known = client_has(request, &tag);
    let mut response = if is_known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header(header::ETag(tag));
    if is_known {
        return Ok(response.finish());
    }
    if encoding != Encoding::Identity {
        response.insert_header((header::CONTENT_ENCODING, encoding.as_str()));
    }
    let bytes = asset.body.bytes(encoding);
    let bytes = bytes.map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
    Ok(response.content_type(media_type).body(web::Bytes::from_owner(bytes)))
}

fn find(path: &str) -> Option<Arc<Asset>> {
    if cfg!(debug_assertions) {
        let is_below = Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        let bytes = is_below.then(|| fs::read(Path::new(TREE).join(path)).ok()).flatten()?;
        return Some(Arc::new(Asset::new(bytes)));
    }
    EMBEDDED.get(path).cloned()
}

/// The media type by the file's ending; a file of another kind is not served.
fn media_type(path: &str) -> Option<&'static str> {
    let (_, ending) = path.rsplit_once('.')?;
    match ending {
        "html" => Some("text/html; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

fn encoding(request: &HttpRequest) -> Encoding {
    let accepted = request.headers().get(header::ACCEPT_ENCODING);
    accepted
        .and_then(|value| value.to_str().ok())
        .map_or(Encoding::Identity, Encoding::negotiate)
}

fn client_has(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}
