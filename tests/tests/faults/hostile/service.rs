//! A Lightning address service on a raw socket that cheats, stalls and lies.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use knock_sandbox::ledger::{Description, InvoiceSpec, PlayMoney};
use lightning_invoice::{Currency, InvoiceBuilder, PaymentSecret};
use nostr::Timestamp;
use nostr::hashes::{Hash, sha256};
use nostr::secp256k1::{SECP256K1, SecretKey, rand};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use url::Url;

use crate::stage::MALLORY;

/// An answer to one request.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// JSON, with status 200.
    Json(Value),
    /// Whatever this is, with status 200.
    Text(String),
    /// A status and nothing else.
    Status(&'static str),
    /// A redirect to there; to itself where it is empty.
    Redirect(&'static str),
    HangUp,
    Hang,
    /// A byte now and then, without end.
    Drip,
    /// As many bytes as fit, without end.
    Flood,
    /// Promises more than it sends.
    CutShort,
    /// Headers without end.
    EndlessHead,
    /// No HTTP.
    Garbage,
}

/// The first answer: the terms.
#[derive(Debug, Clone)]
pub(crate) enum Terms {
    Fair,
    With(&'static str, Value),
    Without(&'static str),
    Answer(Answer),
}

/// The second answer: the invoice.
#[derive(Debug, Clone)]
pub(crate) enum Bill {
    Fair,
    With(&'static str, Value),
    /// For this many millisatoshi.
    Amount(u64),
    WithoutAmount,
    OtherMetadata,
    PlainDescription,
    Expired,
    /// Payable for as many seconds.
    For(u64),
    OnChain(Currency),
    OfUnknownNode,
    BrokenChecksum,
    /// The same for everybody.
    TheSameAgain,
    Answer(Answer),
}

/// The service; it ends when dropped.
pub(crate) struct HostileService {
    port: u16,
    task: JoinHandle<()>,
}

struct Shared {
    terms: Terms,
    bill: Bill,
    base: String,
    ledger: PlayMoney,
    issued: Mutex<Option<String>>,
}

impl HostileService {
    pub(crate) async fn start(ledger: &PlayMoney, terms: Terms, bill: Bill) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", listener.local_addr()?);
        let port = listener.local_addr()?.port();
        let issued = Mutex::default();
        let shared = Arc::new(Shared { terms, bill, base, ledger: ledger.clone(), issued });
        Ok(Self {
            port,
            task: accept(listener, move |stream| drop(tokio::spawn(serve(shared.clone(), stream)))),
        })
    }

    /// One that speaks TLS with a certificate that it has signed itself.
    pub(crate) async fn self_signed() -> anyhow::Result<Self> {
        const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/tls");
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let certificate = CertificateDer::from_pem_file(format!("{DATA}/self-signed.pem"))?;
        let key = PrivateKeyDer::from_pem_file(format!("{DATA}/self-signed.key.pem"))?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)?;
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let task = accept(listener, move |stream| {
            let acceptor = acceptor.clone();
            tokio::spawn(async move { drop(acceptor.accept(stream).await) });
        });
        Ok(Self { port, task })
    }

    pub(crate) fn address(&self) -> String {
        format!("mallory@127.0.0.1:{}", self.port)
    }

    /// The address for TLS.
    pub(crate) fn secure_address(&self) -> String {
        format!("https://127.0.0.1:{}/pay", self.port)
    }
}

impl Drop for HostileService {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn accept(listener: TcpListener, serve: impl Fn(TcpStream) + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            serve(stream);
        }
    })
}

async fn serve(shared: Arc<Shared>, mut stream: TcpStream) -> anyhow::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).context("no path")?;
    let url = Url::parse(&format!("{}{path}", shared.base))?;
    let answer = if url.path() == "/callback" { shared.bill(&url)? } else { shared.terms() };
    send(&mut stream, answer, url.as_str()).await
}

async fn send(stream: &mut TcpStream, answer: Answer, own: &str) -> anyhow::Result<()> {
    let head = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    let text = |body: String| format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
    let reply = match answer {
        Answer::Json(value) => text(value.to_string()),
        Answer::Text(body) => text(body),
        Answer::Status(status) => {
            format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        }
        Answer::Redirect(to) => {
            let to = if to.is_empty() { own } else { to };
            format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        }
        Answer::HangUp => return Ok(()),
        Answer::Hang => std::future::pending().await,
        Answer::CutShort => format!("{head}Content-Length: 1000\r\n\r\n{{\"tag\":"),
        Answer::Garbage => "\u{1}\u{2}\u{3}\r\n\r\n".repeat(100),
        Answer::Drip => {
            stream.write_all(format!("{head}\r\n").as_bytes()).await?;
            loop {
                stream.write_all(b" ").await?;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        Answer::Flood => {
            stream.write_all(format!("{head}\r\n").as_bytes()).await?;
            loop {
                stream.write_all(&[b' '; 16_384]).await?;
            }
        }
        Answer::EndlessHead => {
            stream.write_all(head.as_bytes()).await?;
            loop {
                stream.write_all(b"X-More: more\r\n").await?;
            }
        }
    };
    Ok(stream.write_all(reply.as_bytes()).await?)
}

impl Shared {
    fn terms(&self) -> Answer {
        let mut terms = json!({
            "tag": "payRequest", "callback": format!("{}/callback", self.base), "minSendable": 1_000,
            "maxSendable": 1_000_000, "metadata": METADATA, "commentAllowed": 255,
        });
        match &self.terms {
            Terms::Fair => {}
            Terms::With(name, value) => terms[name] = value.clone(),
            Terms::Without(name) => {
                if let Some(fields) = terms.as_object_mut() {
                    fields.remove(*name);
                }
            }
            Terms::Answer(answer) => return answer.clone(),
        }
        Answer::Json(terms)
    }

    fn bill(&self, url: &Url) -> anyhow::Result<Answer> {
        let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
        let amount: u64 = query.get("amount").context("no amount")?.parse()?;
        let comment = query.get("comment").cloned();
        let hash = |text: &str| Description::Hash(sha256::Hash::hash(text.as_bytes()).to_byte_array());
        let mut spec = InvoiceSpec::new(amount, hash(METADATA)).comment(comment);
        match &self.bill {
            Bill::Answer(answer) => return Ok(answer.clone()),
            Bill::Amount(other) => spec.amount_msat = *other,
            Bill::OtherMetadata => spec.description = hash("something else"),
            Bill::PlainDescription => spec.description = Description::Text("a coffee".into()),
            Bill::Expired => spec.created_at = Some(Timestamp::now().as_secs() - 7_200),
            Bill::For(secs) => spec.expiry_secs = *secs,
            Bill::WithoutAmount => return Ok(Answer::Json(json!({"pr": foreign(Currency::Regtest, None)?}))),
            Bill::OfUnknownNode => {
                return Ok(Answer::Json(json!({"pr": foreign(Currency::Regtest, Some(amount))?})));
            }
            Bill::OnChain(chain) => {
                return Ok(Answer::Json(json!({"pr": foreign(chain.clone(), Some(amount))?})));
            }
            _ => {}
        }
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Ok::<_, anyhow::Error>(self.ledger.create_invoice(MALLORY, &spec)?.bolt11);
        let pr = match (&self.bill, issued.as_ref()) {
            (Bill::TheSameAgain, Some(issued)) => issued.clone(),
            (Bill::BrokenChecksum, _) => fresh()?.replacen("lnbcrt", "lnbcrt1", 1),
            _ => fresh()?,
        };
        *issued = Some(pr.clone());
        let mut bill = json!({"pr": pr, "routes": []});
        if let Bill::With(name, value) = &self.bill {
            bill[name] = value.clone();
        }
        Ok(Answer::Json(bill))
    }
}

const METADATA: &str = r#"[["text/plain","Mallory's place"]]"#;

/// An invoice of a node that nobody knows.
fn foreign(chain: Currency, amount_msat: Option<u64>) -> anyhow::Result<String> {
    let key = SecretKey::new(&mut rand::thread_rng());
    let builder = InvoiceBuilder::new(chain)
        .description_hash(sha256::Hash::hash(METADATA.as_bytes()))
        .payment_hash(sha256::Hash::hash(&rand::random::<[u8; 32]>()))
        .payment_secret(PaymentSecret(rand::random()))
        .duration_since_epoch(Duration::from_secs(Timestamp::now().as_secs()))
        .min_final_cltv_expiry_delta(18);
    let builder = match amount_msat {
        Some(amount) => builder.amount_milli_satoshis(amount),
        None => builder,
    };
    let invoice = builder.build_signed(|digest| SECP256K1.sign_ecdsa_recoverable(digest, &key));
    Ok(invoice.map_err(|error| anyhow::anyhow!("no invoice: {error}"))?.to_string())
}
