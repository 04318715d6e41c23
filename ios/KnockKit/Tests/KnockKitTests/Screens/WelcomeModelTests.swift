import Foundation
import KnockKit
import Testing

@MainActor @Suite struct WelcomeModelTests {
    let home = FakeHome()
    private static let words = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    private static let locked =
        "ncryptsec1qgg9947rlpvqu76pj5ecreduf9jxhselq2nae2kghhvd5g7dgjtcxfqtd67p9m0w57lspw8gsq6yphnm8623nsl8xn9j"

    private func welcome(_ test: (WelcomeModel, @escaping @MainActor () -> Int) async throws -> Void)
        async throws
    {
        await home.set(\.lives, false)
        var moved = 0
        let model = WelcomeModel(core: home) { moved += 1 }
        try await test(model) { moved }
    }

    @Test func aNewOneShowsItsWordsBeforeMovingIn() async throws {
        try await welcome { model, moved in
            await model.createNew()
            guard case .writeDown(let words) = model.step else { throw Wrong("no words") }
            #expect(words.count == 12 && moved() == 0)
            await model.wroteDown()
            #expect(model.step == .done && moved() == 1)
            #expect(await home.settingsNow.relays.count == 3)
        }
    }

    @Test func wordsAreTakenHoweverTheyAreTyped() async throws {
        try await welcome { model, moved in
            model.step = .restoreWords
            model.words = " " + Self.words.uppercased().replacingOccurrences(of: " ", with: "\n ")
            #expect(model.wordCount == 12 && model.canRestoreWords)
            await model.restoreWords()
            #expect(model.step == .done && moved() == 1 && model.words.isEmpty)
            model.words = "legal winner"
            #expect(!model.canRestoreWords)
        }
    }

    @Test func aLockedKeyAsksForItsPassword() async throws {
        try await welcome { model, moved in
            model.take("nostr:" + Self.locked)
            #expect(model.step == .importKey)
            model.key = Self.locked
            #expect(model.needsPassword && !model.canImportKey)
            model.password = "correct horse"
            #expect(model.canImportKey)
            await model.importKey()
            #expect(model.step == .done && moved() == 1)
            #expect(model.key.isEmpty && model.password.isEmpty)
        }
    }

    @Test func aRemoteSignersLinkIsConnectedAndForgotten() async throws {
        let link = "bunker://\(String(repeating: "ab", count: 32))?relay=wss%3A%2F%2Frelay.example"
        try await welcome { model, moved in
            model.take(link)
            #expect(model.step == .remoteSigner && model.canConnectSigner)
            model.signerLink = "npub1whatever"
            await model.connectSigner()
            #expect(model.problem != nil && moved() == 0)
            model.signerLink = link + "&secret=silent"
            await model.connectSigner()
            #expect(model.problem == .of(.errorSignerTimeout) && !model.signerLink.isEmpty)
            model.signerLink = " \(link)\n"
            await model.connectSigner()
            #expect(model.step == .done && moved() == 1 && model.signerLink.isEmpty)
        }
    }

    @Test func aBackupBringsEverythingBack() async throws {
        try await welcome { model, moved in
            model.step = .restoreBackup
            model.passphrase = "wrong"
            #expect(!model.canRestoreBackup)
            model.backupFile = URL(fileURLWithPath: "/tmp/other")
            await model.restoreBackup()
            #expect(model.problem == .of(.errorBackupNotOne) && moved() == 0)
            await home.made(backup: "/tmp/mine", "correct horse")
            model.backupFile = URL(fileURLWithPath: "/tmp/mine")
            await model.restoreBackup()
            #expect(model.problem == .of(.errorBackupWrongPassphrase) && model.passphrase == "wrong")
            model.passphrase = "correct horse"
            await model.restoreBackup()
            #expect(model.step == .done && moved() == 1 && model.passphrase.isEmpty && model.transfer == nil)
        }
    }

    @Test func aWrongKeyStaysTypedAndIsExplained() async throws {
        try await welcome { model, moved in
            model.step = .importKey
            model.key = "npub1whatever"
            await model.importKey()
            #expect(model.problem == .of(.errorBadNsec) && model.step == .importKey)
            #expect(model.key == "npub1whatever" && moved() == 0)
            model.step = .choose
            #expect(model.problem == nil)
        }
    }

    @Test func whatIsScannedGoesWhereItBelongs() async throws {
        try await welcome { model, _ in
            model.take(Self.words)
            #expect(model.step == .restoreWords && model.words == Self.words)
            model.take("https://example.com")
            #expect(model.problem == .of(.scannedWeb))
        }
    }
}
