/// What a notification says and where a tap on it leads.
public struct NotificationContent: Sendable, Hashable {
    /// The same knock has the same: showing it twice replaces the first.
    public let id: String
    public let peer: String
    public let isRequest: Bool
    /// The sender's name, or the ends of the npub.
    public let title: Phrase
    /// The message, or "New message" where previews are off or it is not here yet.
    public let body: Phrase
    /// Groups the notifications of a conversation; requests are a group of their own.
    public let thread: String
    /// Whether the text is that of a person, who may then be shown as its sender.
    public let isFromPerson: Bool
    /// The number at the app's icon, where it is known.
    public var badge: Int?

    /// Where a tap leads.
    public var route: Route {
        isRequest ? .requests : .chat(peer: peer)
    }

    public init(_ notification: KnockNotification, badge: Int? = nil) {
        id = notification.id
        peer = notification.peer
        isRequest = notification.isRequest
        title = .verbatim(notification.title)
        thread = notification.isRequest ? Self.requestsThread : notification.peer
        isFromPerson = !notification.isRequest
        self.badge = badge
        body =
            if notification.showsText {
                .verbatim(notification.body)
            } else if let type = notification.fileType {
                fileWord(type)
            } else if notification.isRequest {
                .of(.notificationRequest)
            } else {
                .of(.notificationMessage)
            }
    }

    /// What a push is shown as where nothing of it could be read in time: it says that something came, and
    /// no more.
    public static let unread = NotificationContent()

    private init() {
        (id, peer, thread) = ("", "", "")
        (isRequest, isFromPerson, badge) = (false, false, nil)
        (title, body) = (.of(.appName), .of(.notificationMessage))
    }

    public static let requestsThread = "requests"
}
