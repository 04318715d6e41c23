//! What each word of the vocabulary does.

mod chat;
mod files;
mod home;
mod incoming;
mod outgoing;
mod people;
mod world;

use std::fmt::Debug;

use anyhow::ensure;

use super::format::{Action, Step};
use super::stage::Stage;

pub(super) async fn take(stage: &mut Stage, step: &Step) -> anyhow::Result<()> {
    let who = step.who.as_str();
    match &step.action {
        Action::Meet { whom } => people::meet(stage, who, whom).await,
        Action::Add { contact } => people::add(stage, who, contact).await,
        Action::Block { whom } => people::block(stage, who, whom, true),
        Action::Unblock { whom } => people::block(stage, who, whom, false),

        Action::Quote { to, amount_msat } => outgoing::quote(stage, who, to, *amount_msat).await,
        Action::Send(send) => outgoing::send(stage, who, send).await,
        Action::Retry { message, gives } => outgoing::retry(stage, who, message, gives.as_deref()).await,
        Action::Unsend { message } => outgoing::unsend(stage, who, message).await,
        Action::SendFile { to, text, caption } => files::send(stage, who, to, text, caption).await,
        Action::FetchFile { with, on } => files::fetch(stage, who, with, on).await,
        Action::OpenFile { with, on, holds } => files::open(stage, who, with, on, holds),
        Action::Publications { message, outcomes } => {
            outgoing::publications(stage, who, message, outcomes).await
        }
        Action::Outbox { states } => outgoing::outbox(stage, who, states),

        Action::Listen {} => incoming::listen(stage, who),
        Action::StopListening {} => incoming::stop_listening(stage, who),
        Action::Hear { text, from, paid_msat } => incoming::hear(stage, who, text, from, *paid_msat).await,
        Action::CatchUp { messages } => incoming::catch_up(stage, who, *messages).await,
        Action::Sees { texts } => incoming::sees(stage, who, texts),
        Action::Paste(paste) => incoming::paste(stage, who, paste).await,
        Action::Requests { from } => incoming::requests(stage, who, from),
        Action::Accept { from, gives } => incoming::accept(stage, who, from, gives.as_deref()).await,

        Action::Decide { from, by } => incoming::decide(stage, who, from, *by).await,

        Action::Scan { whom } => people::scan(stage, who, whom),
        Action::Reply { with, on, text } => chat::reply(stage, who, with, on, text).await,
        Action::React { with, on, content } => chat::react(stage, who, with, on, content).await,
        Action::Withdraw { with, on } => chat::withdraw(stage, who, with, on).await,
        Action::Edit { with, on, text } => chat::edit(stage, who, with, on, text).await,
        Action::Delete { with, on } => chat::delete(stage, who, with, on),
        Action::Read { with } => chat::read(stage, who, with),
        Action::Draft { with, text } => chat::draft(stage, who, with, text),
        Action::Timer { with, secs } => chat::timer(stage, who, with, *secs),
        Action::Chat { with, lines } => chat::chat(stage, who, with, lines),
        Action::Conversations { list } => chat::conversations(stage, who, list),
        Action::Search { words, texts } => chat::search(stage, who, words, texts),

        Action::Set(set) => home::set(stage, who, set),
        Action::Restart {} => home::restart(stage, who).await,
        Action::BackUp { passphrase } => home::back_up(stage, who, passphrase),
        Action::Restore { passphrase } => home::restore(stage, who, passphrase).await,

        Action::Switch { switches } => world::switch(stage, switches),
        Action::Relay { holds, fetched } => world::relay(stage, *holds, *fetched),
        Action::Account { msat } => world::account(stage, who, *msat),
        Action::Advance { secs } => world::advance(stage, who, *secs),
    }
}

/// An expectation. The two sides are in the error.
fn same<T: PartialEq<U> + Debug, U: Debug>(what: &str, got: T, wanted: U) -> anyhow::Result<()> {
    ensure!(got == wanted, "{what}: {got:?} instead of {wanted:?}");
    Ok(())
}
