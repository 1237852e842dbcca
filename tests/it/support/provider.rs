//! A provider of sign-in (OpenID Connect) on the loopback. The browser is the test: it reads where it is sent, and says who
//! signs in there.

use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use zhiyu::access::oidc::CALLBACK;
use zhiyu::access::oidc::OidcClient;
use zhiyu::access::oidc::OidcRules;
use zhiyu::access::token::Secret;
use zhiyu::audit::base64;
use zhiyu::digest::sha256;
use zhiyu::time::Instant;

/// What the service is called there, and its secret.
pub const CLIENT: &str = "zhiyu";
const SECRET: &str = "s3cret+of/zhiyu";
const KEY: &str = include_str!("../../reference/provider-rsa-key.b64");

/// Makes an ID token of claims.
pub type Forge = dyn Fn(&Value) -> String + Send + Sync;

/// The provider; it answers as long as the test runs.
pub struct TestProvider {
    address: String,
    state: Arc<Mutex<State>>,
}

struct State {
    /// Codes that were given out: claims of the token, and the challenge.
    codes: BTreeMap<String, (Value, String)>,
    keys: Value,
    forge: Arc<Forge>,
    asked: Vec<String>,
    now: Instant,
}

impl TestProvider {
    /// Starts one whose tokens are signed with RS256 at this instant.
    pub fn start(now: Instant) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State {
            codes: BTreeMap::new(),
            keys: json!({ "keys": [rsa_key("k1")] }),
            forge: Arc::new(|claims| rs256(claims, Some("k1"))),
            asked: Vec::new(),
            now,
        }));
        let (shared, own) = (state.clone(), address.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(&mut stream.unwrap(), &own, &mut shared.lock().unwrap());
            }
        });
        Self { address, state }
    }

    /// The settings of a service that signs people in here.
    pub fn rules(&self) -> OidcRules {
        OidcRules {
            issuer: Some(self.address.clone()),
            client_id: Some(CLIENT.to_owned()),
            redirect_url: Some(format!("http://127.0.0.1:8640{CALLBACK}")),
            label: "省统一身份认证".to_owned(),
            ..OidcRules::default()
        }
    }

    /// What a service with these settings is here.
    pub fn client(&self) -> OidcClient {
        self.rules().client(Some(Secret::new(SECRET)), None).unwrap().unwrap()
    }

    /// Its name.
    pub fn issuer(&self) -> &str {
        &self.address
    }

    /// The person signs in at the address to which the service sent them: the state and the code with which they go back.
    pub fn sign_in(&self, url: &str, subject: &str) -> (String, String) {
        let (endpoint, query) = url.split_once('?').unwrap();
        assert_eq!(endpoint, format!("{}/authorize", self.address));
        let asked: BTreeMap<&str, &str> = query.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
        assert_eq!(
            (
                asked["response_type"],
                asked["scope"],
                asked["client_id"],
                asked["code_challenge_method"]
            ),
            ("code", "openid", CLIENT, "S256")
        );
        let mut state = self.state();
        let now = state.now.0 / 1_000_000;
        let claims = json!({
            "iss": self.address, "sub": subject, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
        });
        let code = format!("code-{}", state.codes.len() + 1);
        let given = (claims, asked["code_challenge"].to_owned());
        assert!(state.codes.insert(code.clone(), given).is_none());
        (asked["state"].to_owned(), code)
    }

    /// From now on tokens are made like this.
    pub fn forge(&self, forge: impl Fn(&Value) -> String + Send + Sync + 'static) {
        self.state().forge = Arc::new(forge);
    }

    /// From now on it has these keys.
    pub fn set_keys(&self, keys: &[Value]) {
        self.state().keys = json!({ "keys": keys });
    }

    /// From now on its clock shows this.
    pub fn set_clock(&self, now: Instant) {
        self.state().now = now;
    }

    /// How often it was asked at this path.
    pub fn asked(&self, path: &str) -> usize {
        self.state().asked.iter().filter(|asked| *asked == path).count()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

/// Claims with some of them changed; null takes one away.
pub fn changed(claims: &Value, changes: &Value) -> Value {
    let mut claims = claims.clone();
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

/// A token with the header and claims, and whatever is given as signature.
pub fn assembled(header: &Value, claims: &Value, signature: &[u8]) -> String {
    let part = |value: &Value| base64_url(value.to_string().as_bytes());
    format!("{}.{}.{}", part(header), part(claims), base64_url(signature))
}

/// A token signed with the RSA key of the provider.
pub fn rs256(claims: &Value, kid: Option<&str>) -> String {
    let key = jsonwebtoken::EncodingKey::from_rsa_der(&rsa_der());
    signed(jsonwebtoken::Algorithm::RS256, kid, claims, &key)
}

/// A token signed by this algorithm with this key.
pub fn signed(
    algorithm: jsonwebtoken::Algorithm,
    kid: Option<&str>,
    claims: &Value,
    key: &jsonwebtoken::EncodingKey,
) -> String {
    let mut header = jsonwebtoken::Header::new(algorithm);
    header.kid = kid.map(str::to_owned);
    jsonwebtoken::encode(&header, claims, key).unwrap()
}

/// The public RSA key of the provider under this id.
pub fn rsa_key(kid: &str) -> Value {
    json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": base64_url(&modulus()), "e": "AQAB" })
}

/// The modulus of the RSA key: what everybody knows of it.
pub fn modulus() -> Vec<u8> {
    // PKCS #1: a sequence (4 bytes), the version (3), the head of the modulus (4) and its sign byte.
    rsa_der()[12..268].to_vec()
}

/// Base64 for addresses, without padding.
pub fn base64_url(bytes: &[u8]) -> String {
    let text = base64::encode(bytes);
    text.trim_end_matches('=').replace('+', "-").replace('/', "_")
}

fn rsa_der() -> Vec<u8> {
    base64::decode(&KEY.split_whitespace().collect::<String>()).unwrap()
}

fn answer(stream: &mut TcpStream, issuer: &str, state: &mut State) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 || line == "\r\n" {
            break;
        }
        head.push(line.trim_end().to_owned());
    }
    let Some(first) = head.first() else { return };
    let path = first.split(' ').nth(1).unwrap().to_owned();
    let header = |name: &str| {
        let mut pairs = head.iter().filter_map(|line| line.split_once(": "));
        let found = pairs.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned())
    };
    let size = header("content-length").map_or(0, |size| size.parse().unwrap());
    let mut body = vec![0; size];
    reader.read_exact(&mut body).unwrap();
    let (status, body) = match path.as_str() {
        "/.well-known/openid-configuration" => ("200 OK", configuration(issuer)),
        "/keys" => ("200 OK", state.keys.clone()),
        "/token" => state.exchange(header("authorization").as_deref(), &String::from_utf8(body).unwrap()),
        _ => ("404 Not Found", json!({})),
    };
    state.asked.push(path);
    let text = body.to_string();
    let size = text.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {size}\r\n");
    // Whoever asked may have gone.
    let _ = stream.write_all(format!("{head}Connection: close\r\n\r\n{text}").as_bytes());
}

fn configuration(issuer: &str) -> Value {
    json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
    })
}

impl State {
    /// A token for a code: once, to whoever knows the secret and began the sign-in.
    fn exchange(&mut self, authorization: Option<&str>, form: &str) -> (&'static str, Value) {
        let invalid = |what: &str| ("400 Bad Request", json!({ "error": what }));
        // The secret stands percent-encoded in the header (RFC 6749 crate::2.3.1).
        let pair = format!("{CLIENT}:{}", SECRET.replace('+', "%2B").replace('/', "%2F"));
        if authorization != Some(format!("Basic {}", base64::encode(pair.as_bytes())).as_str()) {
            return invalid("invalid_client");
        }
        let given: BTreeMap<&str, &str> = form.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let found = given.get("code").and_then(|code| self.codes.get_mut(*code));
        let Some((claims, challenge)) = found else {
            return invalid("invalid_grant");
        };
        let verifier = given.get("code_verifier").copied().unwrap_or_default();
        if challenge.is_empty() || *challenge != base64_url(&sha256([verifier.as_bytes()])) {
            return invalid("invalid_grant");
        }
        challenge.clear();
        let claims = claims.clone();
        let token = (self.forge)(&claims);
        (
            "200 OK",
            json!({ "access_token": "x", "token_type": "Bearer", "id_token": token }),
        )
    }
}
