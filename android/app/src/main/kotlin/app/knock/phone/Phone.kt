package app.knock.phone

/** What a screen asks of the phone around it. The platform half fills it in; tests have a fake. */
interface Phone {
    /** What the camera saw; null where the user turned back or allowed no camera. */
    suspend fun scanCode(): String?

    /** The code in a picture of the user's choice. */
    suspend fun codeFromPicture(): PictureCode

    /** A file of the user's choice, to send or to restore from; null where the user turned back. */
    suspend fun pickFile(kind: FileKind): PickedFile?

    /**
     * Asks where a file is to be kept, lets [write] make it at a path that is not there yet, and moves it to its place.
     * False where the user turned back. What [write] throws comes out here; nothing is left behind then.
     */
    suspend fun saveWritten(
        name: String,
        mimeType: String,
        write: suspend (path: String) -> Unit,
    ): Boolean

    /** The device credential or a fingerprint; true where the owner is there. */
    suspend fun confirmOwner(): Boolean

    /** What was copied last, where the system lets us see it. */
    fun clipboard(): String?

    /** A secret is not shown by the system's preview of the clipboard. */
    fun copy(
        text: String,
        secret: Boolean = false,
    )

    fun share(text: String)

    fun sharePicture(
        png: ByteArray,
        text: String,
    )

    /** The path of a file that is not there yet, where [show] can show it from; cleared when the app is opened next. */
    fun fileToShow(
        name: String,
        mimeType: String,
    ): String

    /** Shows the file with another app; false where none can. */
    fun show(
        path: String,
        mimeType: String,
    ): Boolean

    /** Hands a link (`lightning:…`, `https://…`) to another app; false where none takes it. */
    fun open(link: String): Boolean

    /** Ends the process and begins it anew: some choices are made when it begins. */
    fun restart()

    /** Whether the phone has a lock that [confirmOwner] can ask for. */
    fun hasLock(): Boolean

    /** Whether another app keeps Nostr keys and signs with them (NIP-55). */
    fun hasSigner(): Boolean

    /** Asks that app whose key it is; false where the user turned back. From then on it is the home's signer. */
    suspend fun chooseSigner(): Boolean

    /** Whether notifications may be shown, and whether the system lets the app run behind. */
    fun allowances(): Allowances

    /** Asks for it, or leads to where it is set. */
    fun ask(allowance: Allowance)
}

enum class FileKind { ANY, PICTURE, BACKUP }

/** A file that the user chose, copied to where the app can read it. The app deletes the copy. */
data class PickedFile(
    val path: String,
    val name: String,
    val mimeType: String,
)

sealed interface PictureCode {
    data class Found(
        val text: String,
    ) : PictureCode

    /** There is a picture, but no code in it. */
    data object None : PictureCode

    data object TurnedBack : PictureCode
}

enum class Allowance { NOTIFICATIONS, BACKGROUND }

data class Allowances(
    val notifications: Boolean,
    val background: Boolean,
)
