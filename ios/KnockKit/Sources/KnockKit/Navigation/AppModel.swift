import Foundation
import Observation

/// The app: whether somebody lives here, whether the home is open, where the user is, and what lands
/// meanwhile.
@MainActor @Observable
public final class AppModel: Screen {
    public enum Phase: Hashable, Sendable {
        case starting
        /// The Keychain has an account that this installation knows nothing of: the user is asked what to do.
        case found
        /// Nobody has moved in.
        case welcome
        /// The owner must be asked.
        case locked
        case open
        /// The home does not open: the problem says why. It can be tried again.
        case broken
    }

    public private(set) var phase: Phase = .starting
    /// Rises whenever the home was opened: a screen's `.task(id:)` takes it, so that it reads the home again.
    public private(set) var opening = 0
    public private(set) var badge = 0
    /// Why knocks are not heard right now.
    public private(set) var listeningProblem: Phrase?
    /// Whether the screen is to be covered: the app is about to be shown in the app switcher.
    public private(set) var isCovered = false
    public internal(set) var problem: Phrase?
    public let router = Router()

    public private(set) var core: any CoreGateway
    let preferences: any Preferences
    let owner: any OwnerCheck
    let formats: Formats
    let presenter: any NotificationPresenter
    let firstSettings: HomeSettings
    private let retryPause: Duration
    let homes: Homes?
    private var appLock: AppLock
    private var listening: Task<Void, Never>?
    private var following: Task<Void, Never>?
    /// The chat on the screen, whose draft is kept before the home closes.
    weak var chat: ChatModel?
    private var isInFront = true

    public init(
        core: any CoreGateway, preferences: any Preferences, owner: any OwnerCheck,
        presenter: any NotificationPresenter, formats: Formats = Formats(),
        firstSettings: HomeSettings = WelcomeModel.firstSettings, homes: Homes? = nil,
        retryPause: Duration = .seconds(15)
    ) {
        self.core = core
        self.preferences = preferences
        self.owner = owner
        self.presenter = presenter
        self.formats = formats
        self.firstSettings = firstSettings
        self.homes = homes
        self.retryPause = retryPause
        appLock = AppLock(preferences)
    }

    // MARK: Opening and closing

    /// At the app's start.
    public func start() async {
        let found = await attempt {
            try await (lives: core.hasIdentity(), isStranger: homes?.installation.holdsStranger() ?? false)
        }
        switch found {
        case nil: phase = .broken
        case (lives: true, isStranger: true)?: phase = .found
        case (lives: true, isStranger: false)?: await open()
        case (lives: false, isStranger: _)?: phase = .welcome
        }
    }

    /// Somebody moved in just now: the home is open, and its owner is in front of it.
    public func movedIn() async {
        appLock.confirmed()
        await open()
    }

    /// The home was erased: another one can begin.
    func leftHome() async {
        stopListening()
        preferences.appLock = false
        if homes?.usesBreez == true { openWith(breez: false) }
        router.reset()
        phase = .welcome
        badge = 0
        await presenter.setBadge(0)
    }

    /// The owner wants in.
    public func unlock() async {
        guard await owner.confirm(reason: .of(.lockReasonOpen)) else { return }
        appLock.confirmed()
        await open()
    }

    /// Opens the home, unless the owner must be asked first.
    public func open() async {
        guard !appLock.mustAsk(at: formats.seconds) else {
            phase = .locked
            return
        }
        let opened: Void? = await attempt {
            try await core.unlock()
            try homes?.installation.settle()
        }
        guard opened != nil else {
            phase = .broken
            return
        }
        appLock.confirmed()
        opening += 1
        phase = .open
        await listen()
    }

    /// The app is about to be out of sight.
    public func becameInactive() async {
        isCovered = preferences.hidesInAppSwitcher || preferences.appLock
        await chat?.composer.saveDraft()
    }

    /// In front again. Where the owner must be asked first, nothing of the home is seen even for a moment.
    public func becameActive() {
        isInFront = true
        if phase == .open, appLock.mustAsk(at: formats.seconds) { phase = .locked }
        isCovered = false
    }

    /// The system may stop the app at any moment now, and kills one that is stopped while it holds a
    /// database's lock.
    public func enteredBackground() async {
        isInFront = false
        appLock.left(at: formats.seconds)
        guard phase == .open else { return }
        await chat?.composer.saveDraft()
        stopListening()
        await attempt { try await core.lock() }
    }

    public func enteredForeground() async {
        isInFront = true
        if phase == .open || phase == .locked { await open() }
    }

    /// Opens the same home with another wallet: with Breez, or with what the core itself has.
    func changeWallet(toBreez breez: Bool) async {
        guard homes != nil, phase == .open else { return }
        stopListening()
        guard await attempt({ try await core.lock() }) != nil else { return }
        // Screens hold the former core, so they go.
        phase = .starting
        openWith(breez: breez)
        await open()
    }

    private func openWith(breez: Bool) {
        guard let homes else { return }
        homes.chooseBreez(breez)
        core = homes.core()
    }

    // MARK: What lands

    /// Hears knocks and works on the outbox as long as the home is open.
    private func listen() async {
        stopListening()
        guard let events = await attempt({ try await core.events() }) else { return }
        following = Task { [weak self] in
            for await event in events { await self?.heard(event) }
        }
        startListening()
        await updateBadge()
    }

    private func startListening(after pause: Duration = .zero) {
        listening?.cancel()
        listening = Task { [core] in
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            try? await core.listenUntilCancelled()
        }
    }

    private func stopListening() {
        listening?.cancel()
        following?.cancel()
        (listening, following) = (nil, nil)
    }

    private func heard(_ event: KnockEvent) async {
        switch event {
        case .messageReceived(let message):
            listeningProblem = nil
            await notify(message.eventId, from: message.peer)
        case .requestWaiting(let id, let sender, _):
            await notify(id, from: sender)
        case .listeningEnded(let error):
            listeningProblem = error.map { .error($0) } ?? .of(.errorNetwork, .text(""))
            startListening(after: retryPause)
        default: break
        }
        if event.changesCounts { await updateBadge() }
    }

    /// Whoever looks at the chat sees it there.
    private func notify(_ event: String, from peer: String) async {
        guard !(isInFront && router.visiblePeer == peer),
            let notification = try? await core.notification(event: event)
        else { return }
        await presenter.show(NotificationContent(notification, badge: await count()))
    }

    private func updateBadge() async {
        guard let count = await count() else { return }
        badge = count
        await presenter.setBadge(count)
    }

    /// What waits for the user: messages and requests.
    private func count() async -> Int? {
        guard let overview = try? await core.overview() else { return nil }
        return Int(overview.unread + overview.requests)
    }

    // MARK: Where to

    /// A text that came from outside: a link, the share sheet, the camera. It leads to the screen that
    /// takes it, where the user still decides; nothing is done by a link alone.
    public func take(_ text: String) {
        let scanned = ScannedText(text)
        switch scanned.code {
        case .person, .nip05: router.open(.addContact(text: scanned.text))
        case .comment: router.open(.pasteComment(text: scanned.text))
        case .walletLink: router.open(.walletSetup(text: scanned.text))
        default: problem = scanned.hint
        }
    }

    public func open(_ url: URL) {
        take(url.absoluteString)
    }

    public func dismissProblem() {
        problem = nil
    }
}
