package app.knock.people

import app.knock.phone.Allowance
import app.knock.phone.Allowances
import app.knock.phone.DeviceSettings
import app.knock.phone.DeviceValues
import app.knock.phone.Distributor
import app.knock.phone.FileKind
import app.knock.phone.Phone
import app.knock.phone.PickedFile
import app.knock.phone.PictureCode
import app.knock.phone.Push
import app.knock.phone.PushState
import kotlinx.coroutines.flow.MutableStateFlow
import java.io.File
import java.nio.file.Files

/** A phone that does what a test says, and remembers what was asked of it. */
class FakePhone : Phone {
    var scanned: String? = null
    var picture: PictureCode = PictureCode.TurnedBack
    var picked: PickedFile? = null
    var copied: String? = null
    var copiedSecret = false
    val shared = mutableListOf<String>()
    val opened = mutableListOf<String>()
    val shown = mutableListOf<File>()
    var opensLinks = true
    var ownerIsHere = true
    var signerIsThere = false
    var signerAgrees = true
    var saved: File? = null
    var restarts = 0
    private val folder = Files.createTempDirectory("phone").toFile()!!

    override suspend fun scanCode() = scanned

    override suspend fun codeFromPicture() = picture

    override suspend fun pickFile(kind: FileKind) = picked

    override suspend fun saveWritten(
        name: String,
        mimeType: String,
        write: suspend (path: String) -> Unit,
    ): Boolean {
        val file = File(folder, name)
        write(file.path)
        saved = file
        return true
    }

    override suspend fun confirmOwner() = ownerIsHere

    override fun clipboard() = copied

    override fun copy(
        text: String,
        secret: Boolean,
    ) {
        copied = text
        copiedSecret = secret
    }

    override fun share(text: String) {
        shared += text
    }

    override fun sharePicture(
        png: ByteArray,
        text: String,
    ) {
        shared += text
    }

    override fun fileToShow(
        name: String,
        mimeType: String,
    ) = File(folder, "${shown.size}-$name").path

    override fun show(
        path: String,
        mimeType: String,
    ) = shown.add(File(path))

    override fun open(link: String): Boolean {
        if (opensLinks) opened += link
        return opensLinks
    }

    override fun restart() {
        restarts += 1
    }

    override fun hasLock() = true

    override fun hasSigner() = signerIsThere

    override suspend fun chooseSigner() = signerAgrees

    override fun allowances() = Allowances(notifications = true, background = false)

    override fun ask(allowance: Allowance) = Unit
}

class FakeDevice : DeviceSettings {
    override val values = MutableStateFlow(DeviceValues())

    override fun set(values: DeviceValues) {
        this.values.value = values
    }
}

class FakePush : Push {
    override val state = MutableStateFlow(PushState())
    var there = emptyList<Distributor>()

    override fun distributors() = there

    override fun turnOn(distributor: String) {
        state.value = PushState(distributor)
    }

    override fun turnOff() {
        state.value = PushState()
    }
}
