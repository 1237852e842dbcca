//! What goes out in pieces is what was to go out.

use actix_web::body::BodySize;
use actix_web::body::MessageBody as _;
use actix_web::body::to_bytes;
use actix_web::web::Bytes;
use zhiyu::http::distribution::pieces::PIECE;
use zhiyu::http::distribution::pieces::Pieces;

#[actix_web::test]
async fn pieces_are_the_whole() {
    for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7] {
        let whole: Vec<u8> = (0..=250).cycle().take(length).collect();
        let pieces = Pieces(Bytes::from(whole.clone()));
        assert_eq!(pieces.size(), BodySize::Sized(u64::try_from(length).unwrap()));
        assert_eq!(to_bytes(pieces).await.unwrap(), Bytes::from(whole));
    }
}
