package app.knock.core

/** What was scanned, pasted, shared or opened by a link; without network. */
interface Codes {
    fun read(text: String): Code

    /** Any text as a QR code: a PNG with so many pixels for each square. */
    fun picture(
        text: String,
        scale: Int,
    ): ByteArray

    /** The core's version, which is the app's. */
    fun version(): String
}

internal object KnockCodes : Codes {
    override fun read(text: String) = app.knock.ffi.readCode(text)

    override fun picture(
        text: String,
        scale: Int,
    ) = app.knock.ffi.qrPng(text, scale.toUInt())

    override fun version() = app.knock.ffi.coreVersion()
}
