package app.knock.screens.privacy

import app.knock.R
import app.knock.navigation.Destination
import app.knock.screens.form.FormState
import app.knock.screens.form.Row
import app.knock.text.plain
import app.knock.text.say
import app.knock.text.span

data class PrivacyState(
    val timerSeconds: Long = 0,
    val readReceipts: Boolean = true,
    val deletesWhenRead: Boolean = true,
    val coversFetches: Boolean = false,
    val payDelaySeconds: Long = 0,
    val proxy: String? = null,
    val allowsLocal: Boolean = false,
) : FormState<PrivacyEvent> {
    override val title get() = say(R.string.privacy_title)
    override val back get() = PrivacyEvent.Back

    override fun rows(): List<Row<PrivacyEvent>> =
        listOf(
            Row.Header(say(R.string.privacy_section_messages)),
            Row.Item(say(R.string.timer_title), span(timerSeconds), PrivacyEvent.AskTimer),
            Row.Note(say(R.string.timer_note)),
            Row.Toggle(say(R.string.receipts_title), say(R.string.receipts_summary), readReceipts) {
                PrivacyEvent.SetReceipts(it)
            },
            Row.Toggle(say(R.string.delete_read_title), say(R.string.delete_read_summary), deletesWhenRead) {
                PrivacyEvent.SetDeletesWhenRead(it)
            },
            Row.Header(say(R.string.privacy_section_network)),
            Row.Item(say(R.string.proxy_title), proxy?.let(::plain) ?: say(R.string.proxy_none), PrivacyEvent.AskProxy),
            Row.Note(say(R.string.proxy_note)),
            Row.Toggle(say(R.string.cover_title), say(R.string.cover_summary), coversFetches) { PrivacyEvent.SetCovers(it) },
            Row.Item(
                say(R.string.delay_title),
                if (payDelaySeconds == 0L) say(R.string.delay_none) else say(R.string.delay_up_to, span(payDelaySeconds)),
                PrivacyEvent.AskDelay,
            ),
            Row.Note(say(R.string.delay_note)),
            Row.Toggle(say(R.string.local_title), say(R.string.local_summary), allowsLocal) { PrivacyEvent.SetAllowsLocal(it) },
            Row.Item(say(R.string.about_leaks_title), say(R.string.about_leaks_summary), PrivacyEvent.Go(Destination.About)),
        )
}

sealed interface PrivacyEvent {
    data object AskTimer : PrivacyEvent

    class SetTimer(
        val seconds: Long,
    ) : PrivacyEvent

    class SetReceipts(
        val receipts: Boolean,
    ) : PrivacyEvent

    class SetDeletesWhenRead(
        val deletes: Boolean,
    ) : PrivacyEvent

    class SetCovers(
        val covers: Boolean,
    ) : PrivacyEvent

    class SetAllowsLocal(
        val allows: Boolean,
    ) : PrivacyEvent

    data object AskDelay : PrivacyEvent

    class SetDelay(
        val seconds: Long,
    ) : PrivacyEvent

    data object AskProxy : PrivacyEvent

    class SetProxy(
        val address: String,
    ) : PrivacyEvent

    class Go(
        val to: Destination,
    ) : PrivacyEvent

    data object Back : PrivacyEvent
}
