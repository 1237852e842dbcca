//! The web API over real HTTP.
