package app.knock.screens.contact

import app.knock.R
import app.knock.screens.form.Row
import app.knock.text.Phrase
import app.knock.text.lines
import app.knock.text.plain
import app.knock.text.sats
import app.knock.text.say
import app.knock.text.span

/** A person's screen, below their name. */
fun ContactState.rows(): List<Row<ContactEvent>> {
    val person = person ?: return emptyList()
    val contact = person.contact
    return buildList {
        add(Row.Item(say(R.string.contact_write), null, ContactEvent.Write, icon = R.drawable.ic_write))
        if (contact == null) add(Row.Item(say(R.string.contact_add), say(R.string.contact_add_summary), ContactEvent.Add))
        add(
            Row.Item(
                say(R.string.contact_name_title),
                contact?.name?.let(::plain) ?: say(R.string.not_set),
                ContactEvent.AskName,
            ),
        )
        add(Row.Item(say(R.string.lightning_address), addressOf(this@rows), ContactEvent.AskAddress))
        contact?.askedPriceMsat?.let { add(Row.Item(say(R.string.contact_price), sats(it))) }
        contact?.nip05?.let {
            val summary = lines(listOf(plain(it), say(R.string.contact_nip05_check)))
            add(Row.Item(say(R.string.contact_nip05), summary, ContactEvent.LookUpName, isEnabled = !isLookingUp))
        }
        addAll(safety(person.safetyNumber, contact?.verifiedAt != null, contact != null))
        add(Row.Header(say(R.string.contact_section_chat)))
        add(
            Row.Item(
                say(if (isMuted) R.string.unmute else R.string.mute),
                say(R.string.contact_mute_summary),
                ContactEvent.AskMute,
            ),
        )
        add(
            Row.Item(
                say(R.string.timer_title),
                timerSeconds?.let(::span) ?: say(R.string.timer_default),
                ContactEvent.AskTimer,
            ),
        )
        add(Row.Item(say(R.string.search_title), null, ContactEvent.Search))
        add(Row.Header(say(R.string.contact_section_key)))
        add(Row.Item(say(R.string.contact_npub), plain(npub), ContactEvent.CopyNpub))
        add(Row.Item(say(R.string.contact_share), null, ContactEvent.Share))
        addAll(grave(contact?.blocked == true || person.conversation?.blocked == true, contact != null))
    }
}

private fun safety(
    number: String,
    isVerified: Boolean,
    isContact: Boolean,
): List<Row<ContactEvent>> =
    listOf(
        Row.Header(say(R.string.safety_title)),
        Row.Note(say(R.string.safety_text)),
        Row.Item(plain(number)),
        Row.Toggle(say(R.string.safety_verified), say(R.string.safety_verified_summary), isVerified, isEnabled = isContact) {
            ContactEvent.SetVerified(it)
        },
    )

private fun grave(
    isBlocked: Boolean,
    isContact: Boolean,
): List<Row<ContactEvent>> =
    listOfNotNull(
        Row.Header(say(R.string.contact_section_leave)),
        Row.Item(say(if (isBlocked) R.string.unblock else R.string.block), null, ContactEvent.AskBlock, isGrave = !isBlocked),
        Row.Item(say(R.string.conversation_delete), null, ContactEvent.AskDeleteChat, isGrave = true),
        Row.Item(say(R.string.contact_remove), null, ContactEvent.AskRemove, isGrave = true).takeIf { isContact },
    )

private fun addressOf(state: ContactState): Phrase {
    val contact = state.person?.contact
    return contact?.lightningAddress?.let(::plain)
        ?: contact?.offer?.let { say(R.string.contact_by_offer) }
        ?: say(R.string.contact_no_address)
}
