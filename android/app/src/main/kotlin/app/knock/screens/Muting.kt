package app.knock.screens

import app.knock.R
import app.knock.text.say
import app.knock.text.span

/** Longer than any phone lives; the core wants a time. */
private const val FOREVER = 100L * 365 * 24 * 3600

private val choices = listOf(3600L, 8 * 3600L, 24 * 3600L, 7 * 24 * 3600L)

/** For how long a conversation is silent. */
fun <E> muteQuestion(event: (Long) -> E): Ask<E> =
    Ask.Choose(
        say(R.string.mute_title),
        choices.map { Ask.Option(span(it), event(it)) } + Ask.Option(say(R.string.mute_always), event(FOREVER)),
    )

/** 0 seconds turn notifications on again. */
fun muteUntil(
    now: Long,
    seconds: Long,
): Long = if (seconds == 0L) 0 else now + seconds
