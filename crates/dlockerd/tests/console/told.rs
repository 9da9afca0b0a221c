//! An identity provider on this machine that says what it is told to.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::extract::State;
use axum::routing::{get, post};
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{Digest, Timestamp};
use reqwest::Url;
use serde_json::{Value, json};

use super::kit::{self, rng};

/// A provider on this machine that says what it is told to.
#[derive(Clone)]
pub(crate) struct Provider(pub(crate) Arc<Told>);

pub(crate) struct Told {
    key: SigningKey,
    address: Mutex<Option<SocketAddr>>,
    /// What each code was given out for: claims, and PKCE's challenge.
    codes: Mutex<HashMap<String, (Value, String)>>,
    /// Under which name its key is published.
    pub(crate) kid: Mutex<&'static str>,
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let told = Told {
            key: SigningKey::random(&mut rng()),
            address: Mutex::default(),
            codes: Mutex::default(),
            kid: Mutex::new("one"),
        };
        let provider = Self(Arc::new(told));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        *provider.0.address.lock().unwrap() = Some(listener.local_addr().unwrap());
        let router = axum::Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    pub(crate) fn issuer(&self) -> String {
        format!("http://{}", self.0.address.lock().unwrap().unwrap())
    }

    pub(crate) fn settings(&self, more: &str) -> String {
        format!("[staff.oidc]\nissuer = \"{}\"\nclient_id = \"dlocker\"\n{more}", self.issuer())
    }

    /// Somebody signs in at `address`, and goes back with a code.
    pub(crate) fn code(&self, address: &str, (name, roles): (&str, &[&str]), now: Timestamp) -> (String, String) {
        let asked: HashMap<String, String> = Url::parse(address).unwrap().query_pairs().into_owned().collect();
        assert_eq!(asked["code_challenge_method"], "S256");
        let claims = json!({
            "iss": self.issuer(), "sub": format!("sub-{name}"), "aud": asked["client_id"], "nonce": asked["nonce"],
            "iat": now.seconds(), "exp": now.seconds() + 3600, "preferred_username": name, "roles": roles,
        });
        let code = kit::code();
        self.0.codes.lock().unwrap().insert(code.clone(), (claims, asked["code_challenge"].clone()));
        (asked["state"].clone(), code)
    }

    /// Says something else for this code.
    pub(crate) fn alter(&self, code: &str, claim: &str, value: Value) {
        self.0.codes.lock().unwrap().get_mut(code).unwrap().0[claim] = value;
    }
}

async fn metadata(State(provider): State<Provider>) -> Json<Value> {
    let issuer = provider.issuer();
    let at = |path: &str| format!("{issuer}{path}");
    Json(
        json!({ "issuer": issuer, "authorization_endpoint": at("/auth?tenant=1"), "token_endpoint": at("/token"), "jwks_uri": at("/jwks") }),
    )
}

async fn jwks(State(provider): State<Provider>) -> Json<Value> {
    let (x, y) = provider.0.key.public_key().coordinates();
    let kid = *provider.0.kid.lock().unwrap();
    Json(json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": kid, "x": to_base64url(&x), "y": to_base64url(&y) }] }))
}

/// Gives a code's token once, to who has its verifier.
async fn token(State(provider): State<Provider>, form: String) -> (axum::http::StatusCode, Json<Value>) {
    let form = Url::parse(&format!("http://localhost/?{form}")).unwrap();
    let form: HashMap<String, String> = form.query_pairs().into_owned().collect();
    let known = provider.0.codes.lock().unwrap().remove(&form["code"]);
    let challenge = to_base64url(Digest::plain(form["code_verifier"].as_bytes()).as_bytes());
    let Some((claims, _)) = known.filter(|(_, asked)| *asked == challenge) else {
        return (axum::http::StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
    };
    let head = json!({ "alg": "ES256", "kid": *provider.0.kid.lock().unwrap() });
    let part = |value: &Value| to_base64url(value.to_string().as_bytes());
    let signed = format!("{}.{}", part(&head), part(&claims));
    let signature = to_base64url(provider.0.key.sign(signed.as_bytes()).as_bytes());
    (axum::http::StatusCode::OK, Json(json!({ "id_token": format!("{signed}.{signature}"), "token_type": "Bearer" })))
}
