//! Alice knocks at somebody whose Lightning address service cheats, stalls or lies.

use knock_test_support::faults;
use lightning_invoice::Currency;
use serde_json::json;

use crate::hostile::service::{Answer, Bill, HostileService, Terms};
use crate::stage::stage;

const DELIVERED: &str = "delivered, paid once";

async fn terms(terms: Terms) -> anyhow::Result<String> {
    play(terms, Bill::Fair).await
}

async fn bill(bill: Bill) -> anyhow::Result<String> {
    play(Terms::Fair, bill).await
}

async fn play(terms: Terms, bill: Bill) -> anyhow::Result<String> {
    let stage = stage().await?;
    let again = matches!(bill, Bill::TheSameAgain);
    let service = HostileService::start(stage.world.sandbox.ledger(), terms, bill).await?;
    if again {
        stage.send(&service.address(), vec![stage.relay()?]).await?;
    }
    stage.send(&service.address(), vec![stage.relay()?]).await
}

fn answer(answer: Answer) -> Terms {
    Terms::Answer(answer)
}

fn instead(answer: Answer) -> Bill {
    Bill::Answer(answer)
}

faults! { TERMS, terms;
    t_fair: "(for comparison) the service is fair", Terms::Fair => DELIVERED;
    t_unknown_user: "answers 404", answer(Answer::Status("404 Not Found")) => "`http_status`: kept for the user to decide, nothing paid";
    t_broken: "answers 500", answer(Answer::Status("500 Internal Server Error")) => "`http_status`: kept and tried again, nothing paid";
    t_busy: "answers 429", answer(Answer::Status("429 Too Many Requests")) => "`http_status`: kept and tried again, nothing paid";
    t_empty: "answers nothing", answer(Answer::Text(String::new())) => "`http_bad_json`: kept for the user to decide, nothing paid";
    t_page: "answers with a web page", answer(Answer::Text("<!doctype html>".into())) => "`http_bad_json`: kept for the user to decide, nothing paid";
    t_list: "answers with a JSON list", answer(Answer::Json(json!([]))) => "`lnurl_not_pay`: kept for the user to decide, nothing paid";
    t_deep: "answers with JSON nested 20,000 deep", answer(Answer::Text("[".repeat(20_000))) => "`http_bad_json`: kept for the user to decide, nothing paid";
    t_garbage: "answers with no HTTP at all", answer(Answer::Garbage) => "`host_unreachable`: kept and tried again, nothing paid";
    t_hangs_up: "hangs up", answer(Answer::HangUp) => "`host_unreachable`: kept and tried again, nothing paid";
    t_hangs: "never answers", answer(Answer::Hang) => "`http_timeout`: kept and tried again, nothing paid";
    t_drips: "answers a byte now and then, without end", answer(Answer::Drip) => "`http_timeout`: kept and tried again, nothing paid";
    t_floods: "answers as fast as it can, without end", answer(Answer::Flood) => "`http_too_large`: kept for the user to decide, nothing paid";
    t_endless_head: "sends headers without end", answer(Answer::EndlessHead) => "`host_unreachable`: kept and tried again, nothing paid";
    t_cut_short: "promises more than it sends", answer(Answer::CutShort) => "`host_unreachable`: kept and tried again, nothing paid";
    t_redirects_in_circles: "redirects to itself", answer(Answer::Redirect("")) => "`http_redirected`: kept for the user to decide, nothing paid";
    t_redirects_to_a_file: "redirects to a file", answer(Answer::Redirect("file:///etc/passwd")) => "`host_forbidden`: kept for the user to decide, nothing paid";
    t_says_no: "says ERROR", answer(Answer::Json(json!({"status": "ERROR", "reason": "go away"}))) => "`lnurl_refused`: kept for the user to decide, nothing paid";
    t_says_no_at_length: "says ERROR with 50 kB of reason", answer(Answer::Json(json!({"status": "ERROR", "reason": "no ".repeat(17_000)}))) => "`lnurl_refused`: kept for the user to decide, nothing paid";
    t_withdrawal: "is a withdrawal", Terms::With("tag", json!("withdrawRequest")) => "`lnurl_not_pay`: kept for the user to decide, nothing paid";
    t_no_callback: "names no callback", Terms::Without("callback") => "`lnurl_bad_answer`: kept for the user to decide, nothing paid";
    t_callback_no_url: "names a callback that is no URL", Terms::With("callback", json!("come here")) => "`lnurl_bad_answer`: kept for the user to decide, nothing paid";
    t_callback_file: "names a file as callback", Terms::With("callback", json!("file:///etc/passwd")) => "`host_forbidden`: kept for the user to decide, nothing paid";
    t_callback_plain_http: "names a callback without TLS", Terms::With("callback", json!("http://example.com/cb")) => "`host_forbidden`: kept for the user to decide, nothing paid";
    t_no_metadata: "has no metadata", Terms::Without("metadata") => "`lnurl_bad_answer`: kept for the user to decide, nothing paid";
    t_odd_metadata: "has metadata that is no text", Terms::With("metadata", json!([["text/plain", "x"]])) => "`lnurl_bad_answer`: kept for the user to decide, nothing paid";
    t_no_minimum: "has no minimum", Terms::Without("minSendable") => "`lnurl_bad_answer`: kept for the user to decide, nothing paid";
    t_negative_minimum: "has a negative minimum", Terms::With("minSendable", json!(-1_000)) => "`lnurl_bad_answer`: kept for the user to decide, nothing paid";
    t_minimum_above_maximum: "has a minimum above its maximum", Terms::With("minSendable", json!(2_000_000)) => "`lnurl_bad_answer`: kept for the user to decide, nothing paid";
    t_greedy: "asks for more than the user's limit", Terms::With("maxSendable", json!(u64::MAX)) => DELIVERED;
    t_takes_too_little: "takes less than the wallet can send", Terms::With("maxSendable", json!(1)) => "`lnurl_bad_answer`: kept for the user to decide, nothing paid";
    t_no_comments: "takes no comments", Terms::Without("commentAllowed") => "`comment_not_allowed`: kept for the user to decide, nothing paid";
    t_short_comments: "takes comments of 141 characters", Terms::With("commentAllowed", json!(141)) => "`comment_not_allowed`: kept for the user to decide, nothing paid";
    t_negative_comments: "takes comments of -1 characters", Terms::With("commentAllowed", json!(-1)) => "`comment_not_allowed`: kept for the user to decide, nothing paid";
    t_odd_comments: "takes comments of \"many\" characters", Terms::With("commentAllowed", json!("many")) => "`comment_not_allowed`: kept for the user to decide, nothing paid";
}

faults! { INVOICES, bill;
    i_none: "returns no invoice", Bill::With("pr", json!(null)) => "`lnurl_bad_answer`: kept for the user to decide, nothing paid";
    i_empty: "returns an empty invoice", Bill::With("pr", json!("")) => "`invoice_bad`: kept for the user to decide, nothing paid";
    i_garbage: "returns garbage for an invoice", Bill::With("pr", json!("lnbcrt1".repeat(1_000))) => "`invoice_bad`: kept for the user to decide, nothing paid";
    i_broken: "returns an invoice with a wrong checksum", Bill::BrokenChecksum => "`invoice_bad`: kept for the user to decide, nothing paid";
    i_dearer: "asks for 1 msat more than agreed", Bill::Amount(1_001) => "`invoice_amount_mismatch`: kept for the user to decide, nothing paid";
    i_much_dearer: "asks for a thousand times as much", Bill::Amount(1_000_000) => "`invoice_amount_mismatch`: kept for the user to decide, nothing paid";
    i_cheaper: "asks for less than agreed", Bill::Amount(1) => "`invoice_amount_mismatch`: kept for the user to decide, nothing paid";
    i_open: "leaves the amount open", Bill::WithoutAmount => "`invoice_amount_mismatch`: kept for the user to decide, nothing paid";
    i_other_metadata: "commits to other metadata", Bill::OtherMetadata => "`invoice_description_mismatch`: kept for the user to decide, nothing paid";
    i_plain_description: "has a description instead of the metadata's hash, as some services do", Bill::PlainDescription => DELIVERED;
    i_expired: "has expired", Bill::Expired => "`invoice_expired`: kept and tried again, nothing paid";
    i_expires_at_once: "expires within 5 seconds", Bill::For(5) => "`invoice_expired`: kept and tried again, nothing paid";
    i_mainnet: "is for bitcoin, the wallet for regtest", Bill::OnChain(Currency::Bitcoin) => "`invoice_network_mismatch`: kept for the user to decide, nothing paid";
    i_signet: "is for signet, the wallet for regtest", Bill::OnChain(Currency::Signet) => "`invoice_network_mismatch`: kept for the user to decide, nothing paid";
    i_simnet: "is for simnet", Bill::OnChain(Currency::Simnet) => "`invoice_bad`: kept for the user to decide, nothing paid";
    i_unknown_node: "pays a node that nobody knows", Bill::OfUnknownNode => "`payment_failed`: kept and tried again, nothing paid";
    i_again: "is the one that paid for another message", Bill::TheSameAgain => "`invoice_reused`: kept for the user to decide, nothing paid";
    i_says_no: "the service says ERROR instead", instead(Answer::Json(json!({"status": "error", "reason": "no"}))) => "`lnurl_refused`: kept for the user to decide, nothing paid";
    i_breaks: "the service answers 503 instead", instead(Answer::Status("503 Service Unavailable")) => "`http_status`: kept and tried again, nothing paid";
    i_hangs: "the service never answers", instead(Answer::Hang) => "`http_timeout`: kept and tried again, nothing paid";
    i_floods: "the service answers without end", instead(Answer::Flood) => "`http_too_large`: kept for the user to decide, nothing paid";
    i_hangs_up: "the service hangs up", instead(Answer::HangUp) => "`host_unreachable`: kept and tried again, nothing paid";
    i_redirects: "the service redirects in circles", instead(Answer::Redirect("")) => "`http_redirected`: kept for the user to decide, nothing paid";
    i_success_action: "brings a link to open after paying: it is not opened", Bill::With("successAction", json!({"tag": "url", "url": "http://127.0.0.1:1/"})) => DELIVERED;
    i_verify_elsewhere: "names a file for looking the payment up", Bill::With("verify", json!("file:///etc/passwd")) => DELIVERED;
}

#[derive(Clone, Copy)]
enum Tls {
    SelfSigned,
    None,
}

async fn tls(tls: Tls) -> anyhow::Result<String> {
    let stage = stage().await?;
    let service = match tls {
        Tls::SelfSigned => HostileService::self_signed().await?,
        Tls::None => HostileService::start(stage.world.sandbox.ledger(), Terms::Fair, Bill::Fair).await?,
    };
    stage.send(&service.secure_address(), vec![stage.relay()?]).await
}

faults! { TLS, tls;
    s_self_signed: "shows a certificate that it signed itself", Tls::SelfSigned => "`host_unreachable`: kept and tried again, nothing paid";
    s_without_tls: "speaks no TLS where TLS is due", Tls::None => "`http_timeout`: kept and tried again, nothing paid";
}

async fn private(address: &'static str) -> anyhow::Result<String> {
    let stage = stage().await?;
    let to = stage.acquaintance(&stage.strict, address, vec![stage.relay()?])?;
    stage.send_from(&stage.strict, &to).await
}

const FORBIDDEN: &str = "`host_forbidden`: kept for the user to decide, nothing paid";

faults! { PRIVATE, private;
    p_loopback: "a Lightning address on this machine", "bob@127.0.0.1:80" => FORBIDDEN;
    p_localhost: "a Lightning address at localhost", "bob@localhost" => FORBIDDEN;
    p_home_network: "a Lightning address in the home network", "bob@192.168.1.1" => FORBIDDEN;
    p_cloud_metadata: "an LNURL to a cloud's metadata service", "https://169.254.169.254/latest" => FORBIDDEN;
    p_mapped_address: "an LNURL to an IPv4 address written as IPv6", "https://[::ffff:10.0.0.1]/" => FORBIDDEN;
    p_odd_spelling: "an LNURL to 127.0.0.1 written as a number", "https://2130706433/" => FORBIDDEN;
    p_router: "a Lightning address at the router", "bob@router.local" => FORBIDDEN;
}
