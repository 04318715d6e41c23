//! Alice publishes to one relay, and it misbehaves. Nothing is paid unless a relay says that it has the event.

use knock_test_support::faults;

use crate::hostile::relay::{Behaviour, HostileRelay, OnConnect, OnWrite};
use crate::stage::{HONEST, stage};

const NOT_PUBLISHED: &str = "`not_published`: kept and tried again, nothing paid";
const DELIVERED: &str = "delivered, paid once";

async fn play(behaviour: Behaviour) -> anyhow::Result<String> {
    let (stage, relay) = (stage().await?, HostileRelay::start(behaviour).await?);
    let outcome = stage.send(&stage.address_of(HONEST), vec![relay.url()]).await?;
    anyhow::ensure!(!relay.was_told_a_name(), "the client authenticated itself");
    Ok(outcome)
}

const fn connect(connect: OnConnect) -> Behaviour {
    Behaviour { connect, ..NORMAL }
}

const fn write(write: OnWrite) -> Behaviour {
    Behaviour { write, ..NORMAL }
}

const fn document(document: &'static str) -> Behaviour {
    Behaviour { document: Some(document), ..NORMAL }
}

const NORMAL: Behaviour = Behaviour {
    connect: OnConnect::Welcome,
    write: OnWrite::Accept,
    read: crate::hostile::relay::OnRead::Serve,
    document: None,
};

faults! { WRITING, play;
    w_takes_it: "(for comparison) the relay takes the event", NORMAL => DELIVERED;
    w_hangs_up_before_the_handshake: "hangs up on connecting", connect(OnConnect::HangUp) => NOT_PUBLISHED;
    w_never_shakes_hands: "accepts the connection and is silent", connect(OnConnect::NeverShakeHands) => NOT_PUBLISHED;
    w_answers_http_500: "answers the handshake with 500", connect(OnConnect::Http("HTTP/1.1 500 Internal Server Error\r\n\r\n")) => NOT_PUBLISHED;
    w_redirects: "redirects the handshake elsewhere", connect(OnConnect::Http("HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\n\r\n")) => NOT_PUBLISHED;
    w_sends_garbage: "answers the handshake with 64 KiB of garbage", connect(OnConnect::Garbage) => NOT_PUBLISHED;
    w_closes_at_once: "closes right after the handshake", connect(OnConnect::CloseAtOnce) => NOT_PUBLISHED;
    w_greets_with_nonsense: "greets with what is no message", connect(OnConnect::Greet(&["", "{}", "[]", "null", "[\"EVENT\"]", "[1,2,3]", "[\"OK\",\"x\",true,\"\"]"])) => DELIVERED;
    w_floods_with_notices: "sends NOTICE without end", connect(OnConnect::FloodOfNotices) => DELIVERED;
    w_floods_with_pings: "sends pings without end", connect(OnConnect::FloodOfPings) => DELIVERED;
    w_greets_with_ten_megabytes: "sends a frame of 10 MB on connecting", connect(OnConnect::HugeFrame) => NOT_PUBLISHED;
    w_demands_a_name: "demands AUTH on connecting, but takes the event", connect(OnConnect::Greet(&["[\"AUTH\",\"who?\"]"])) => DELIVERED;
    w_says_nothing: "takes the event and says nothing", write(OnWrite::Silence) => NOT_PUBLISHED;
    w_is_slow: "says OK late, but in time", write(OnWrite::Late) => DELIVERED;
    w_lies_about_ok: "says OK and keeps nothing", write(OnWrite::Forget) => DELIVERED;
    w_refuses: "says no", write(OnWrite::Refuse("blocked: not you")) => NOT_PUBLISHED;
    w_refuses_for_rate: "says that there were too many", write(OnWrite::Refuse("rate-limited: slow down")) => NOT_PUBLISHED;
    w_wants_work: "wants proof of work", write(OnWrite::Refuse("pow: 28 bits needed")) => NOT_PUBLISHED;
    w_refuses_without_words: "says no without words", write(OnWrite::Refuse("")) => NOT_PUBLISHED;
    w_refuses_at_length: "says no in 120 kB of words", write(OnWrite::RefuseAtLength) => NOT_PUBLISHED;
    w_has_it_already: "says no, since it has the event", write(OnWrite::Refuse("duplicate: have it")) => DELIVERED;
    w_says_ok_for_another: "says OK for another event only", write(OnWrite::OkForAnother) => NOT_PUBLISHED;
    w_says_no_then_yes: "says no, then yes: the first word counts", write(OnWrite::FirstNoThenYes) => NOT_PUBLISHED;
    w_says_yes_then_no: "says yes, then no: the first word counts", write(OnWrite::FirstYesThenNo) => DELIVERED;
    w_says_a_notice: "answers with NOTICE instead of OK", write(OnWrite::Say("[\"NOTICE\",\"error: bad event\"]")) => NOT_PUBLISHED;
    w_says_half_an_ok: "answers with half an OK", write(OnWrite::Say("[\"OK\",\"")) => NOT_PUBLISHED;
    w_says_an_odd_ok: "answers with an OK of the wrong types", write(OnWrite::Say("[\"OK\",1,\"true\",null]")) => NOT_PUBLISHED;
    w_hangs_up: "hangs up on the event", write(OnWrite::HangUp) => NOT_PUBLISHED;
    w_challenges: "demands AUTH for writing", write(OnWrite::Challenge) => NOT_PUBLISHED;
    w_answers_with_ten_megabytes: "answers with a frame of 10 MB", write(OnWrite::HugeFrame) => NOT_PUBLISHED;
    w_states_no_room: "its NIP-11 document allows 10 bytes", document("HTTP/1.1 200 OK\r\n\r\n{\"limitation\":{\"max_message_length\":10}}") => NOT_PUBLISHED;
    w_states_auth: "its NIP-11 document demands AUTH", document("HTTP/1.1 200 OK\r\n\r\n{\"limitation\":{\"auth_required\":true}}") => NOT_PUBLISHED;
    w_states_nonsense: "its NIP-11 document is nonsense", document("HTTP/1.1 200 OK\r\n\r\n{\"limitation\":[1,{\"max_message_length\":-1}]}") => DELIVERED;
    w_redirects_its_document: "its NIP-11 document is a redirect", document("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n") => DELIVERED;
}
