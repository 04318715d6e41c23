package app.knock.screens.chat

import app.knock.core.Delivery
import app.knock.core.DeliveryStage

/** The kind of error that keeps a message from arriving; what was overcome is none. */
internal fun problemKind(delivery: Delivery?): String? =
    when (delivery?.stage) {
        null, DeliveryStage.PAID, DeliveryStage.SEEN, DeliveryStage.TAKEN_BACK -> null
        else -> delivery.errorKind
    }
