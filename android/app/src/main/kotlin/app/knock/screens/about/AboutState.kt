package app.knock.screens.about

import app.knock.R
import app.knock.screens.form.FormState
import app.knock.screens.form.Row
import app.knock.text.plain
import app.knock.text.say

/** What Knock is, and what leaks to whom: as docs/PROTOCOL.md, section 12, has it. */
data class AboutState(
    val version: String,
) : FormState<AboutEvent> {
    override val title get() = say(R.string.about_title)
    override val back get() = AboutEvent.Back

    override fun rows(): List<Row<AboutEvent>> =
        listOf(
            Row.Note(say(R.string.about_text)),
            Row.Header(say(R.string.about_leaks_title)),
            leak(R.string.leak_relay, R.string.leak_relay_text),
            leak(R.string.leak_service, R.string.leak_service_text),
            leak(R.string.leak_wallet, R.string.leak_wallet_text),
            leak(R.string.leak_own_wallet, R.string.leak_own_wallet_text),
            leak(R.string.leak_both, R.string.leak_both_text),
            leak(R.string.leak_file_server, R.string.leak_file_server_text),
            leak(R.string.leak_receiver, R.string.leak_receiver_text),
            Row.Header(say(R.string.about_not_offered)),
            Row.Note(say(R.string.about_not_offered_text)),
            Row.Note(say(R.string.about_audit)),
            Row.Item(say(R.string.about_version), plain(version)),
            Row.Item(say(R.string.about_licence), say(R.string.about_licence_text)),
        )

    private fun leak(
        who: Int,
        what: Int,
    ) = Row.Item<AboutEvent>(say(who), say(what))
}

sealed interface AboutEvent {
    data object Back : AboutEvent
}
