//! Pages on the wire: a cursor is opaque to clients.

use crate::digest::hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::page::Page;
use crate::page::Slice;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The `next` of the page before; without it, the first page.
    pub cursor: Option<String>,
    /// Rows of a page, 1 to 1000; 100 without it.
    #[param(minimum = 1, maximum = 1000, example = 100)]
    pub limit: Option<u32>,
}

impl PageQuery {
    /// The page that is asked for.
    pub fn page(&self) -> Result<Page> {
        let after = self.cursor.as_deref().map(unhex).transpose()?;
        Ok(Page::new(after, self.limit))
    }
}

impl PageQuery {
    /// The page, when one is asked for.
    pub fn wanted(&self) -> Option<Result<Page>> {
        let is_asked = self.cursor.is_some() || self.limit.is_some();
        is_asked.then(|| self.page())
    }
}

/// A slice as a JSON array; the header `Link` (RFC 8288) names the address of the next page, if there is one.
pub fn linked<T, U: Serialize>(request: &HttpRequest, slice: Slice<T>, turn: impl FnMut(T) -> U) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    if let Some(key) = &slice.next {
        let query = request.query_string();
        let others = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
        let cursor = format!("cursor={}", hex(key.as_bytes()));
        let query: Vec<&str> = others.chain([cursor.as_str()]).collect();
        let address = format!("<{}?{}>; rel=\"next\"", request.path(), query.join("&"));
        response.insert_header((header::LINK, address));
    }
    let items: Vec<U> = slice.items.into_iter().map(turn).collect();
    response.json(items)
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageResponse<T: ToSchema> {
    /// The rows.
    pub items: Vec<T>,
    /// The cursor of the next page; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "483030312e393030")]
    pub next: Option<String>,
}

impl<T: ToSchema> PageResponse<T> {
    /// The page of a slice, each row turned into its wire form.
    pub fn of<U>(slice: Slice<U>, turn: impl FnMut(U) -> T) -> Self {
        let slice = slice.map(turn);
        Self {
            items: slice.items,
            next: slice.next.map(|key| hex(key.as_bytes())),
        }
    }

    /// A whole list as its only page.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

fn unhex(text: &str) -> Result<String> {
    let invalid = || Error::new(Code::CursorInvalid).in_field("cursor");
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()))
        .collect::<Option<_>>()
        .ok_or_else(invalid)?;
    let (pairs, rest) = digits.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(invalid());
    }
    let bytes = pairs.iter().map(|[high, low]| high * 16 + low).collect();
    String::from_utf8(bytes).map_err(|cause| invalid().caused_by(cause))
}
