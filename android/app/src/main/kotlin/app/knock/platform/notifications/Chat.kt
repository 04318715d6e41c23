package app.knock.platform.notifications

/** What the shade shows of one conversation: what was not read yet. */
data class Chat(
    val peer: String,
    val name: String,
    val lines: List<Line>,
) {
    /** [text] is null where it is not to be seen outside the app. */
    data class Line(
        val text: String?,
        /** Milliseconds since 1970. */
        val at: Long,
        val mine: Boolean = false,
    )
}
