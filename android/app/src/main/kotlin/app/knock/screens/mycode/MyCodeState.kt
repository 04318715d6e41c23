package app.knock.screens.mycode

import app.knock.core.Card

class MyCodeState(
    val card: Card? = null,
    /** The QR code as a PNG. */
    val png: ByteArray? = null,
) {
    /** Knocks need somewhere to be paid. */
    val lacksAddress get() = card != null && card.lightningAddress == null && card.offer == null
}

sealed interface MyCodeEvent {
    data object ShareLink : MyCodeEvent

    data object SharePicture : MyCodeEvent

    data object CopyLink : MyCodeEvent

    data object CopyNpub : MyCodeEvent

    data object SetUpWallet : MyCodeEvent

    data object Scan : MyCodeEvent

    /** The screen is seen again, perhaps after the address was changed. */
    data object Seen : MyCodeEvent

    data object Back : MyCodeEvent
}
