use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use axum::routing::get;
use futures::stream;
use reqwest::dns::{Addrs, Name, Resolving};
use serde_json::{Value, json};

use super::*;
use crate::http::test_server::serve;

fn local() -> HttpClient {
    HttpClient::new(Reach::Local).unwrap()
}

fn quick() -> HttpClient {
    let limits = HttpLimits { total: Duration::from_millis(300), ..HttpLimits::default() };
    HttpClient::with_limits(Reach::Local, limits).unwrap()
}

fn to(location: String) -> axum::response::Response {
    (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
}

fn endless(pause: Duration) -> Body {
    Body::from_stream(stream::unfold((), move |()| async move {
        tokio::time::sleep(pause).await;
        Some((Ok::<_, std::io::Error>(vec![b' '; 1024]), ()))
    }))
}

async fn server() -> impl Fn(&str) -> Url {
    let router = Router::new()
        .route("/ok", get(|| async { axum::Json(json!({"a": 1})) }))
        .route(
            "/headers",
            get(|headers: HeaderMap| async move {
                let names: Vec<&str> = headers.keys().map(|name| name.as_str()).collect();
                axum::Json(json!({"names": names, "accept": headers["accept"].to_str().unwrap()}))
            }),
        )
        .route("/cookie", get(|| async { ([(header::SET_COOKIE, "id=1")], axum::Json(json!({}))) }))
        .route("/huge", get(|| async { endless(Duration::ZERO) }))
        .route("/exact", get(|| async { format!("\"{}\"", "x".repeat(64 * 1024 - 2)) }))
        .route("/over", get(|| async { format!("\"{}\"", "x".repeat(64 * 1024 - 1)) }))
        .route("/slow-body", get(|| async { endless(Duration::from_millis(50)) }))
        .route("/hang", get(|| async { tokio::time::sleep(Duration::from_secs(60)).await }))
        .route("/404", get(|| async { (StatusCode::NOT_FOUND, "no") }))
        .route("/503", get(|| async { StatusCode::SERVICE_UNAVAILABLE }))
        .route("/429", get(|| async { StatusCode::TOO_MANY_REQUESTS }))
        .route("/text", get(|| async { "hello" }))
        .route("/1", get(|| async { to("ok".into()) }))
        .route("/2", get(|| async { to("/1".into()) }))
        .route("/3", get(|| async { to("/2".into()) }))
        .route("/4", get(|| async { to("/3".into()) }))
        .route("/loop", get(|| async { to("/loop".into()) }))
        .route("/nowhere", get(|| async { StatusCode::FOUND }))
        .route("/to-file", get(|| async { to("file:///etc/passwd".into()) }));
    let addr = serve(router).await;
    move |path: &str| Url::parse(&format!("http://{addr}{path}")).unwrap()
}

async fn error(client: &HttpClient, url: &Url) -> HttpError {
    client.get_json::<Value>(url).await.unwrap_err()
}

#[tokio::test]
async fn fetches_json_and_tells_little_about_itself() {
    let at = server().await;
    assert_eq!(local().get_json::<Value>(&at("/ok")).await.unwrap(), json!({"a": 1}));

    let client = local();
    client.get_json::<Value>(&at("/cookie")).await.unwrap();
    let seen: Value = client.get_json_accept(&at("/headers"), "application/nostr+json").await.unwrap();
    assert_eq!(seen, json!({"names": ["accept", "host"], "accept": "application/nostr+json"}));
}

#[tokio::test]
async fn bodies_are_cut_off() {
    let at = server().await;
    assert_eq!(local().get_json::<String>(&at("/exact")).await.unwrap().len(), 64 * 1024 - 2);
    for path in ["/over", "/huge"] {
        let error = error(&local(), &at(path)).await;
        assert_eq!(error, HttpError::TooLarge { limit: 64 * 1024 });
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn slow_servers_are_given_up() {
    let at = server().await;
    for path in ["/slow-body", "/hang"] {
        let started = Instant::now();
        let error = error(&quick(), &at(path)).await;
        assert_eq!(error, HttpError::Timeout);
        assert!(error.is_retryable());
        assert!(started.elapsed() < Duration::from_secs(3));
    }
}

#[tokio::test]
async fn statuses_and_bodies_that_are_no_json() {
    let at = server().await;
    assert_eq!(error(&local(), &at("/404")).await, HttpError::Status(404));
    assert!(!HttpError::Status(404).is_retryable());
    assert!(error(&local(), &at("/503")).await.is_retryable());
    assert!(error(&local(), &at("/429")).await.is_retryable());
    assert_eq!(error(&local(), &at("/text")).await, HttpError::BadJson { line: 1, column: 1 });
    let answer = local().get_answer(&at("/404")).await.unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (404, b"no".as_slice()));
}

#[tokio::test]
async fn redirects_are_counted_and_checked() {
    let at = server().await;
    for path in ["/1", "/2", "/3"] {
        assert_eq!(local().get_json::<Value>(&at(path)).await.unwrap(), json!({"a": 1}), "{path}");
    }
    assert_eq!(error(&local(), &at("/4")).await, HttpError::Redirected);
    assert_eq!(error(&local(), &at("/loop")).await, HttpError::Redirected);
    assert_eq!(error(&local(), &at("/nowhere")).await, HttpError::Status(302));
    assert!(matches!(error(&local(), &at("/to-file")).await, HttpError::Forbidden(_)));
    assert_eq!(local().get_json_direct::<Value>(&at("/1")).await.unwrap_err(), HttpError::Redirected);
    assert_eq!(local().get_json_direct::<Value>(&at("/ok")).await.unwrap(), json!({"a": 1}));
}

#[tokio::test]
async fn redirects_to_another_server_are_followed() {
    let at = server().await;
    let target = at("/ok").to_string();
    let addr = serve(Router::new().route("/", get(move || async move { to(target) }))).await;
    let url = Url::parse(&format!("http://{addr}/")).unwrap();
    assert_eq!(local().get_json::<Value>(&url).await.unwrap(), json!({"a": 1}));
}

#[tokio::test]
async fn a_closed_port_is_unreachable() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/?secret=1", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let error = error(&local(), &url).await;
    assert!(matches!(error, HttpError::Unreachable(_)), "{error:?}");
    assert!(!error.to_string().contains("secret"), "{error}");
}

/// Counts requests, to prove that forbidden ones never arrive.
async fn counting_server() -> (SocketAddr, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let router = Router::new().fallback(move || {
        counter.fetch_add(1, Ordering::SeqCst);
        async { "{}" }
    });
    (serve(router).await, count)
}

struct Always(Vec<SocketAddr>);

impl Resolve for Always {
    fn resolve(&self, _name: Name) -> Resolving {
        let found = self.0.clone();
        Box::pin(async move { Ok(Box::new(found.into_iter()) as Addrs) })
    }
}

fn resolving_to(reach: Reach, addrs: Vec<SocketAddr>) -> HttpClient {
    HttpClient::with_resolver(reach.into(), HttpLimits::default(), Arc::new(Always(addrs))).unwrap()
}

#[tokio::test]
async fn public_reach_refuses_private_hosts_by_url() {
    let (addr, count) = counting_server().await;
    let client = HttpClient::new(Reach::Public).unwrap();
    for url in [format!("http://{addr}/"), format!("https://{addr}/"), "http://example.com/".to_owned()] {
        let error = error(&client, &Url::parse(&url).unwrap()).await;
        assert!(matches!(error, HttpError::Forbidden(_)), "{error:?}");
    }
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn public_reach_refuses_names_that_lead_to_private_addresses() {
    let (addr, _) = counting_server().await;
    let client = resolving_to(Reach::Public, vec![addr]);
    let url = Url::parse("https://rebind.example.com/").unwrap();
    assert_eq!(error(&client, &url).await, HttpError::Forbidden("rebind.example.com".to_owned()));

    // The same name and address under the other policy: the request arrives.
    let (addr, count) = counting_server().await;
    let client = resolving_to(Reach::Local, vec![addr]);
    let url = Url::parse(&format!("http://rebind.example.com:{}/", addr.port())).unwrap();
    client.get_json::<Value>(&url).await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn public_reach_refuses_redirects_to_private_hosts() {
    let (private, count) = counting_server().await;
    let target = format!("http://{private}/");
    let outside = serve(Router::new().route("/", get(move || async move { to(target) }))).await;
    // An onion service is the one thing that Public reaches without TLS; here its name leads to our
    // server, and only the check of the URLs is the public one.
    let client = HttpClient { reach: Reach::Public, ..resolving_to(Reach::Local, vec![outside]) };
    let url = Url::parse(&format!("http://outside.onion:{}/", outside.port())).unwrap();
    assert_eq!(error(&client, &url).await, HttpError::Forbidden(private.to_string()));
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn onion_names_never_reach_the_dns() {
    let client = HttpClient::new(Reach::Public).unwrap();
    let error = error(&client, &Url::parse("http://abcdef.onion/").unwrap()).await;
    assert!(matches!(&error, HttpError::Unreachable(why) if why.contains("Tor")), "{error:?}");
}
