/// Where the user can be. A screen has one model in `Screens`.
public enum Route: Hashable, Sendable, Codable {
    case chat(peer: String, message: Int64? = nil)
    case archived
    case requests
    case search
    case pasteComment(text: String = "")
    case addContact(text: String = "")
    case contact(npub: String)
    case myCode
    case walletSetup(text: String = "")
    case node
    case backup
    case about
}

/// The tabs, each with a way of its own.
public enum Tab: String, Hashable, Sendable, Codable, CaseIterable {
    case chats
    case contacts
    case settings
}

extension Route {
    /// The tab that it is shown in.
    public var tab: Tab {
        switch self {
        case .chat, .archived, .requests, .search, .pasteComment: .chats
        case .addContact, .contact, .myCode: .contacts
        case .walletSetup, .node, .backup, .about: .settings
        }
    }
}
