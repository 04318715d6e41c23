import Foundation
import KnockKit
import Testing

@MainActor @Suite struct AppModelTests {
    let home = FakeHome()
    let owner = FakeOwner()
    let presenter = FakePresenter()
    let preferences = forgottenPreferences()

    private func app(_ formats: Formats = .test) -> AppModel {
        AppModel(
            core: home, preferences: preferences, owner: owner, presenter: presenter, formats: formats,
            retryPause: .milliseconds(1))
    }

    @Test func nobodyLivesHereYet() async throws {
        await home.set(\.lives, false)
        let app = app()
        await app.start()
        #expect(app.phase == .welcome)
        let welcome = app.welcome()
        await welcome.createNew()
        await welcome.wroteDown()
        #expect(app.phase == .open && app.opening == 1)
        await eventually { await home.listeners == 1 }
    }

    @Test func aHomeThatDoesNotOpenSaysWhyAndIsTriedAgain() async throws {
        await home.fail("unlock", .Storage(kind: "disk_full", text: "full"))
        let app = app()
        await app.start()
        #expect(app.phase == .broken && app.problem == .of(.errorDiskFull))
        await app.start()
        #expect(app.phase == .open && app.problem == nil)
    }

    @Test func theOwnerIsAskedAtTheStart() async throws {
        preferences.appLock = true
        owner.answers(false)
        let app = app()
        await app.start()
        #expect(app.phase == .locked)
        await app.unlock()
        #expect(app.phase == .locked)
        #expect(await home.count("unlock") == 0)
        owner.answers(true)
        await app.unlock()
        #expect(app.phase == .open && owner.reasons == [.of(.lockReasonOpen), .of(.lockReasonOpen)])
    }

    @Test func awayForAWhileTheOwnerIsAskedAgain() async throws {
        preferences.appLock = true
        preferences.appLockAfterSecs = 60
        let time = Clock()
        var formats = Formats.test
        formats.now = { time.now }
        let app = app(formats)
        await app.start()
        await app.unlock()
        await app.enteredBackground()
        time.pass(59)
        app.becameActive()
        #expect(app.phase == .open)
        await app.enteredForeground()
        #expect(app.phase == .open)
        await app.becameInactive()
        await app.enteredBackground()
        time.pass(60)
        app.becameActive()
        #expect(app.phase == .locked, "not even for a moment is anything seen")
        await app.enteredForeground()
        #expect(app.phase == .locked)
        await app.unlock()
        await app.enteredBackground()
        time.pass(-10)
        await app.enteredForeground()
        #expect(app.phase == .locked, "a clock that was set back does not open it")
    }

    @Test func inTheBackgroundTheHomeIsClosedAndDraftsAreKept() async throws {
        let app = app()
        await app.start()
        await eventually { await home.listeners == 1 }
        let chat = app.chat(with: FakeHome.bob)
        await running(chat.run) {
            await eventually { chat.isLoaded }
            chat.composer.text = "Half a"
            await app.becameInactive()
            #expect(app.isCovered)
            await app.enteredBackground()
            #expect(await !home.isOpen)
            #expect(await home.chats[FakeHome.bob]?.draft?.text == "Half a")
            await eventually { await home.listeners == 0 }
            await app.enteredForeground()
            app.becameActive()
            #expect(app.phase == .open && app.opening == 2 && !app.isCovered)
            await eventually { await home.listeners == 1 }
        }
    }

    @Test func whatLandsIsShownUnlessItsChatIs() async throws {
        await home.meet()
        let app = app()
        await app.start()
        let first = await home.receive("Hello")
        await eventually { await presenter.shown.count == 1 }
        let shown = await presenter.shown[0]
        #expect(
            shown.id == first.eventId && shown.title == .verbatim("Bob") && shown.body == .verbatim("Hello"))
        #expect(shown.badge == 1 && shown.route == .chat(peer: FakeHome.bob))
        await eventually { await presenter.badge == 1 }

        app.router.open(.chat(peer: FakeHome.bob))
        await home.receive("I see you")
        await home.knock(paid: 1_000)
        await eventually { await presenter.shown.count == 2 }
        #expect(await presenter.shown[1].body == .of(.notificationRequest))
        await eventually { app.badge == 3 }
    }

    @Test func aReadChatTakesItsNotificationsAway() async throws {
        await home.receive("Hello")
        let app = app()
        await app.start()
        let chat = app.chat(with: FakeHome.bob)
        await running(chat.run) {
            await eventually { chat.isLoaded }
            await chat.appeared()
            await eventually { await presenter.removed == [FakeHome.bob] }
            await eventually { app.badge == 0 }
        }
    }

    @Test func listeningBeginsAgainWhenItEnds() async throws {
        let app = app()
        await app.start()
        await eventually { await home.count("listen") == 1 }
        await home.tell(
            .listeningEnded(error: .Network(kind: "wallet_unreachable", text: "", retryable: true)))
        await eventually { app.listeningProblem == .of(.errorWalletUnreachable) }
        await eventually { await home.count("listen") == 2 }
        await home.receive("Hello")
        await eventually { app.listeningProblem == nil }
    }

    @Test func linksLeadToTheScreenThatAsks() async throws {
        let app = app()
        await app.start()
        let npub = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg"
        app.open(try #require(URL(string: "nostr:\(npub)")))
        #expect(app.router.tab == .contacts && app.router.contacts == [.addContact(text: "nostr:\(npub)")])
        #expect(await home.people.isEmpty)

        let shared = "1 sat received: knock17j6Mm2WeYSvzGBq6gYaL883BMcaips"
        app.take(shared)
        #expect(app.router.tab == .chats && app.router.chats == [.pasteComment(text: shared)])

        let uri = "nostr+walletconnect://b889?relay=wss%3A%2F%2Frelay.example&secret=71a8"
        app.take(uri)
        #expect(app.router.settings == [.walletSetup(text: uri)])
        #expect(await home.count("linkWallet") == 0)

        app.take("lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfq")
        #expect(app.problem == .of(.scannedInvoice))
        app.dismissProblem()
        #expect(app.problem == nil)
    }
}

@MainActor @Suite struct RouterTests {
    @Test func eachTabHasItsOwnWay() {
        let router = Router()
        router.open(.chat(peer: FakeHome.bob))
        #expect(router.visiblePeer == FakeHome.bob)
        router.push(.search)
        #expect(router.chats.count == 2 && router.visiblePeer == nil)
        router.open(.about)
        #expect(router.tab == .settings && router.chats.count == 2)
        router.pop()
        router.pop()
        #expect(router.settings.isEmpty)
        router.tab = .chats
        router.pop()
        #expect(router.visiblePeer == FakeHome.bob)
    }
}

/// A clock that goes when it is told to.
private final class Clock: @unchecked Sendable {
    private let lock = NSLock()
    private var secs = TimeInterval(noon)

    var now: Date { lock.withLock { Date(timeIntervalSince1970: secs) } }

    func pass(_ passed: TimeInterval) { lock.withLock { secs += passed } }
}
