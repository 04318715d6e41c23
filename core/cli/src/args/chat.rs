//! `conversations`, `chat` and `search`.

use clap::{Args, Subcommand};

use super::TtlArg;

#[derive(Debug, Args)]
pub(crate) struct Conversations {
    /// Those that are put away.
    #[arg(long)]
    pub(crate) archived: bool,
    /// How many.
    #[arg(long, default_value_t = 50)]
    pub(crate) limit: usize,
    /// Those after this one in the list.
    #[arg(long, value_name = "WHO")]
    pub(crate) after: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words, or parts of words, in any script.
    pub(crate) text: String,
    /// Only in the chat with this person.
    #[arg(long, value_name = "WHO")]
    pub(crate) with: Option<String>,
    /// How many, newest first.
    #[arg(long, default_value_t = 20)]
    pub(crate) limit: usize,
    /// Those that came before this message.
    #[arg(long, value_name = "ID")]
    pub(crate) before: Option<i64>,
}

/// Messages are named by the numbers that `chat show` tells.
#[derive(Debug, Subcommand)]
pub(crate) enum ChatVerb {
    /// Show a part of a chat and mark it as read.
    Show(ChatShow),
    /// Answer a message, quoting it.
    Reply {
        /// The message's number.
        id: i64,
        /// The text; standard input when absent.
        text: Option<String>,
    },
    /// React to a message with an emoji, + or -; a new reaction takes the last one's place.
    React {
        /// The message's number.
        id: i64,
        /// The reaction.
        #[arg(allow_hyphen_values = true, required_unless_present = "withdraw")]
        reaction: Option<String>,
        /// Take your reaction back.
        #[arg(long, conflicts_with = "reaction")]
        withdraw: bool,
    },
    /// Give a message of yours another text.
    Edit {
        /// The message's number.
        id: i64,
        /// The text; standard input when absent.
        text: Option<String>,
    },
    /// Delete a message here only.
    Delete {
        /// The message's number.
        id: i64,
    },
    /// Take a message back: ask the relays to delete it. What was read stays read.
    Unsend {
        /// The message's number.
        id: i64,
    },
    /// Go on with a message that stopped.
    Retry {
        /// The message's number.
        id: i64,
    },
    /// Turn notifications off.
    Mute {
        /// Whose.
        who: String,
        /// For that many hours; for good when absent.
        #[arg(long, value_name = "N")]
        hours: Option<u64>,
        /// Turn them on again.
        #[arg(long)]
        off: bool,
    },
    /// Keep a conversation at the top.
    Pin(Switch),
    /// Put a conversation away until something new comes.
    Archive(Switch),
    /// Set how long messages to this person live.
    Timer {
        /// Whom.
        who: String,
        /// How long; what the settings say when absent.
        ttl: Option<TtlArg>,
    },
    /// Keep a text for later; it vanishes when the message would. An empty one forgets it.
    Draft {
        /// Whom it is for.
        who: String,
        /// The text.
        text: String,
        /// The message that it will answer.
        #[arg(long, value_name = "ID")]
        reply_to: Option<i64>,
    },
    /// Send the lines that wait for more (`send --window`).
    Flush {
        /// Whom.
        who: String,
    },
    /// Delete a whole conversation here.
    Clear {
        /// With whom.
        who: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ChatShow {
    /// With whom.
    pub(crate) who: String,
    /// How many messages.
    #[arg(long, default_value_t = 50)]
    pub(crate) limit: usize,
    /// Those before this message.
    #[arg(long, value_name = "ID", group = "place")]
    pub(crate) before: Option<i64>,
    /// Those after this message.
    #[arg(long, value_name = "ID", group = "place")]
    pub(crate) after: Option<i64>,
    /// This message and those around it.
    #[arg(long, value_name = "ID", group = "place")]
    pub(crate) around: Option<i64>,
    /// Do not mark anything as read.
    #[arg(long)]
    pub(crate) keep_unread: bool,
}

/// Something that is on or off for a conversation.
#[derive(Debug, Args)]
pub(crate) struct Switch {
    /// Whose.
    pub(crate) who: String,
    /// No longer.
    #[arg(long)]
    pub(crate) off: bool,
}
