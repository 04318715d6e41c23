package app.knock.screens.chat

import app.knock.core.Core
import app.knock.phone.Phone
import app.knock.screens.Ask
import app.knock.text.Phrase
import kotlinx.coroutines.flow.StateFlow

/** What the parts of a chat's presenter share. */
internal class ChatStage(
    val peer: String,
    val core: Core,
    val phone: Phone,
    val state: StateFlow<ChatState>,
    val show: ((ChatState) -> ChatState) -> Unit,
    /** Does something; its failure is told to the user. */
    val attempt: (suspend () -> Unit) -> Unit,
    val tell: (Phrase) -> Unit,
    val ask: (Ask<ChatEvent>) -> Unit,
)
