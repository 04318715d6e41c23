import Observation

/// The way that the user has gone, for each tab. The app's navigation stacks are bound to it.
@MainActor @Observable
public final class Router {
    public var tab: Tab = .chats
    public var chats: [Route] = []
    public var contacts: [Route] = []
    public var settings: [Route] = []

    public init() {}

    /// Goes there from wherever the user is: a notification, a link, a search result.
    public func open(_ route: Route) {
        tab = route.tab
        way(of: route.tab) { $0 = [route] }
    }

    /// One step further on the present tab.
    public func push(_ route: Route) {
        way(of: tab) { $0.append(route) }
    }

    public func pop() {
        way(of: tab) { if !$0.isEmpty { $0.removeLast() } }
    }

    func reset() {
        (tab, chats, contacts, settings) = (.chats, [], [], [])
    }

    /// Whose chat is on the screen.
    public var visiblePeer: String? {
        if tab == .chats, case .chat(let peer, _) = chats.last { peer } else { nil }
    }

    private func way(of tab: Tab, _ change: (inout [Route]) -> Void) {
        switch tab {
        case .chats: change(&chats)
        case .contacts: change(&contacts)
        case .settings: change(&settings)
        }
    }
}
