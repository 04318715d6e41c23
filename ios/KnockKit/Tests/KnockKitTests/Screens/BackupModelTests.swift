import Foundation
import KnockKit
import Testing

@MainActor @Suite struct BackupModelTests {
    let home = FakeHome()

    @Test func secretsAreForTheOwnerAlone() async throws {
        let owner = FakeOwner(answers: false)
        let model = BackupModel(core: home, owner: owner)
        await model.showWords()
        await model.showKey()
        #expect(model.shown == nil && owner.reasons == [.of(.lockReasonSecret), .of(.lockReasonSecret)])
        #expect(await home.count("exportNsec") == 0)
        owner.answers(true)
        await model.showKey()
        #expect(model.shown == .nsec("nsec1fake"))
        await model.showWords()
        guard case .words(let words) = model.shown else { throw Wrong("no words") }
        #expect(words.count == 12)
        model.hide()
        #expect(model.shown == nil)
    }

    @Test func aPasswordIsLongAndTypedTwice() async throws {
        let model = BackupModel(core: home, owner: FakeOwner(available: false))
        model.password = "short"
        #expect(model.passwordProblem == .of(.backupPasswordShort, .number(10)) && !model.canLock)
        model.password = "long enough now"
        #expect(model.passwordProblem == nil && !model.canLock)
        model.passwordAgain = "long enough cow"
        #expect(model.passwordProblem == .of(.backupPasswordsDiffer))
        model.passwordAgain = model.password
        await model.lockKey()
        #expect(model.shown == .ncryptsec("ncryptsec1fake") && model.password.isEmpty)
    }

    @Test func aKeyWithoutWordsSaysSo() async throws {
        await home.set(\.words, nil)
        let model = BackupModel(core: home, owner: FakeOwner())
        await model.showWords()
        #expect(model.problem == .of(.backupNoWords) && model.shown == nil)
    }

    @Test func aBackupIsOneSealedFile() async throws {
        let model = BackupModel(core: home, owner: FakeOwner())
        let folder = URL(fileURLWithPath: "/tmp/folder")
        #expect(await model.backUp(into: folder, named: "knock.backup") == nil, "no passphrase")
        (model.password, model.passwordAgain) = ("long enough now", "long enough now")
        let file = await model.backUp(into: folder, named: "knock.backup")
        #expect(file?.path == "/tmp/folder/knock.backup" && model.password.isEmpty && model.transfer == nil)
        #expect(await home.backups["/tmp/folder/knock.backup"] == "long enough now")

        (model.password, model.passwordAgain) = ("another one here", "another one here")
        #expect(await model.backUp(into: folder, named: "knock.backup") == nil)
        #expect(model.problem == .of(.errorFileExists) && model.canLock)
        #expect(await home.backups["/tmp/folder/knock.backup"] == "long enough now")
    }

    @Test func onlyTheOwnerErases() async throws {
        let owner = FakeOwner(answers: false)
        var left = 0
        let model = BackupModel(core: home, owner: owner) { left += 1 }
        await model.erase()
        #expect(!model.isErased && left == 0)
        #expect(await home.lives)
        owner.answers(true)
        await model.erase()
        #expect(model.isErased && left == 1)
        #expect(await !home.lives)
    }
}
