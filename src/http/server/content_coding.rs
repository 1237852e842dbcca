//! Compressed bodies are refused: a body costs what its bytes say, and a megabyte never becomes a gigabyte behind the door.

use crate::error::Code;
use crate::error::Error;
use actix_web::Error as Failure;
use actix_web::body::BoxBody;
use actix_web::body::MessageBody;
use actix_web::dev::ServiceRequest;
use actix_web::dev::ServiceResponse;
use actix_web::http::header;
use actix_web::middleware::Next;

/// The one content coding that is read (RFC 9110, 8.4).
const IDENTITY: &str = "identity";

/// Refuses a request whose body says that it is compressed, before the body is read.
pub async fn refuse_compressed(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, Failure> {
    let codings = request.headers().get_all(header::CONTENT_ENCODING);
    let foreign = codings
        .map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_ascii_lowercase())
        .find(|coding| !coding.is_empty() && coding != IDENTITY);
    match foreign {
        None => Ok(next.call(request).await?.map_into_boxed_body()),
        Some(coding) => Ok(request.error_response(
            Error::new(Code::ContentCodingUnsupported)
                .with("coding", coding.chars().take(40).collect::<String>())
                .with("accepted", IDENTITY),
        )),
    }
}
