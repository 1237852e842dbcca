//! How a command reaches a server: the token and the authorities that may vouch for it.

use super::arguments::snapshot::ConnectionArguments;
use super::file_error;
use super::key_files::read_text;
use crate::collector::Connection;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use std::path::Path;

/// The token, for whoever does not keep it in a file.
const TOKEN: &str = "ZHIYU_TOKEN";

/// The connection that the arguments describe.
pub fn connection(arguments: &ConnectionArguments) -> Result<Connection> {
    let authorities = arguments.ca_file.as_ref();
    let authorities = authorities.map(|path| std::fs::read(path).map_err(|cause| file_error(path, cause)));
    Ok(Connection {
        token: token(arguments.token_file.as_deref())?,
        authorities: authorities.transpose()?,
        heeds_proxy_variables: true,
    })
}

/// The token of the file, or of the environment. It never stands on the command line, which everybody on the machine can read.
pub fn token(file: Option<&Path>) -> Result<Option<String>> {
    let text = match file {
        Some(path) => read_text(path)?,
        None => std::env::var(TOKEN).unwrap_or_default(),
    };
    let token = text.trim();
    let is_empty_file = file.is_some() && token.is_empty();
    let is_header = token.bytes().all(|byte| byte.is_ascii_graphic());
    if is_empty_file || !is_header {
        return Err(Error::new(Code::FieldInvalid)
            .with("field", "token")
            .with("value", "***")
            .with("rule_zh", "令牌须为一行没有空格的 ASCII 字符")
            .with("rule_en", "a token is one line of ASCII characters without blanks")
            .in_field("token"));
    }
    Ok(Some(token.to_owned()).filter(|token| !token.is_empty()))
}
