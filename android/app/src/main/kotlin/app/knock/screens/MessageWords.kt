package app.knock.screens

import app.knock.R
import app.knock.core.ChatMessage
import app.knock.core.DeliveryStage
import app.knock.core.FileInfo
import app.knock.core.MessageKind
import app.knock.core.QuotedMessage
import app.knock.text.Phrase
import app.knock.text.plain
import app.knock.text.say

/** A message in one line: its text, or what kind of file it is. */
fun summary(message: ChatMessage): Phrase {
    val file = message.file
    return when {
        message.kind == MessageKind.FILE && file != null -> captioned(file.mime, message.text)
        else -> plain(message.text.replace('\n', ' '))
    }
}

fun summary(quoted: QuotedMessage): Phrase {
    val type = quoted.fileType
    return if (type != null) captioned(type, quoted.text) else plain(quoted.text)
}

private fun captioned(
    type: String,
    caption: String,
): Phrase = if (caption.isBlank()) say(fileWord(type)) else say(R.string.file_captioned, say(fileWord(type)), plain(caption))

fun fileWord(type: String): Int =
    when (type.substringBefore('/')) {
        "image" -> R.string.file_picture
        "video" -> R.string.file_video
        "audio" -> R.string.file_audio
        else -> R.string.file_other
    }

val FileInfo.isPicture get() = mime.startsWith("image/")

/** How far a message has come, as a sign. */
fun stateIcon(stage: DeliveryStage): Int =
    when (stage) {
        DeliveryStage.WAITING -> R.drawable.ic_clock
        DeliveryStage.PUBLISHED, DeliveryStage.PAYING -> R.drawable.ic_cloud_done
        DeliveryStage.AWAITING_USER -> R.drawable.ic_bolt
        DeliveryStage.PAID -> R.drawable.ic_check
        DeliveryStage.SEEN -> R.drawable.ic_check_double
        DeliveryStage.FAILED -> R.drawable.ic_alert
        DeliveryStage.TAKEN_BACK -> R.drawable.ic_undo
    }

/** The same in words. */
fun stateWord(stage: DeliveryStage): Int =
    when (stage) {
        DeliveryStage.WAITING -> R.string.state_waiting
        DeliveryStage.PUBLISHED -> R.string.state_published
        DeliveryStage.PAYING -> R.string.state_paying
        DeliveryStage.AWAITING_USER -> R.string.state_awaiting_user
        DeliveryStage.PAID -> R.string.state_paid
        DeliveryStage.SEEN -> R.string.state_seen
        DeliveryStage.FAILED -> R.string.state_failed
        DeliveryStage.TAKEN_BACK -> R.string.state_taken_back
    }
