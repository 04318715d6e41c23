package app.knock.screens.price

import app.knock.R
import app.knock.screens.form.FormState
import app.knock.screens.form.Row
import app.knock.text.sats
import app.knock.text.say
import app.knock.text.span

data class PriceState(
    val strangersMsat: ULong = 0u,
    val contactsMsat: ULong = 0u,
    val asksForStrangers: Boolean = false,
    val mostMsat: ULong = 0u,
    val mostFeeMsat: ULong = 0u,
    /** Lines that follow within so many seconds go along; 0 where each is a knock of its own. */
    val windowSeconds: Long = 0,
) : FormState<PriceEvent> {
    override val title get() = say(R.string.price_title)
    override val back get() = PriceEvent.Back

    override fun rows() =
        listOf(
            Row.Header(say(R.string.price_section_in)),
            amount(Amount.STRANGERS, strangersMsat),
            amount(Amount.CONTACTS, contactsMsat),
            Row.Toggle(say(R.string.price_ask), say(R.string.price_ask_summary), asksForStrangers) {
                PriceEvent.SetAsks(it)
            },
            Row.Note(say(R.string.price_note)),
            Row.Header(say(R.string.price_section_out)),
            amount(Amount.MOST, mostMsat),
            amount(Amount.MOST_FEE, mostFeeMsat),
            Row.Note(say(R.string.price_most_note)),
            Row.Item(say(R.string.lines_title), windowWords(windowSeconds), PriceEvent.AskWindow),
            Row.Note(say(R.string.lines_note)),
        )

    private fun amount(
        which: Amount,
        msat: ULong,
    ) = Row.Item(say(which.title), sats(msat), PriceEvent.AskAmount(which))

    fun of(which: Amount) =
        when (which) {
            Amount.STRANGERS -> strangersMsat
            Amount.CONTACTS -> contactsMsat
            Amount.MOST -> mostMsat
            Amount.MOST_FEE -> mostFeeMsat
        }
}

internal fun windowWords(seconds: Long) = if (seconds == 0L) say(R.string.lines_none) else span(seconds)

enum class Amount(
    val title: Int,
) {
    STRANGERS(R.string.price_strangers),
    CONTACTS(R.string.price_contacts),
    MOST(R.string.price_most),
    MOST_FEE(R.string.price_most_fee),
}

sealed interface PriceEvent {
    class AskAmount(
        val which: Amount,
    ) : PriceEvent

    class SetAmount(
        val which: Amount,
        val typed: String,
    ) : PriceEvent

    data object AskWindow : PriceEvent

    class SetWindow(
        val seconds: Long,
    ) : PriceEvent

    class SetAsks(
        val asks: Boolean,
    ) : PriceEvent

    data object Back : PriceEvent
}
