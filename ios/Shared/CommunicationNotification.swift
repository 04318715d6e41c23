@preconcurrency import Intents
import KnockKit
@preconcurrency import UserNotifications

extension NotificationContent {
    /// For the system to show: as a message of a person's, where it is one.
    func forSystem() async -> UNNotificationContent {
        let content = UNMutableNotificationContent()
        content.title = title.localized
        content.body = body.localized
        content.threadIdentifier = thread
        content.sound = .default
        content.badge = badge.map { NSNumber(value: $0) }
        content.userInfo = ["peer": peer, "request": isRequest]
        guard isFromPerson else { return content }
        content.categoryIdentifier = NotificationActions.category

        let intent = message
        let interaction = INInteraction(intent: intent, response: nil)
        interaction.direction = .incoming
        // The system's memory of who wrote goes with the notification: see `SystemNotifications.remove`.
        interaction.groupIdentifier = thread
        try? await interaction.donate()
        return (try? content.updating(from: intent)) ?? content
    }

    /// Without the text: the system needs to know only who.
    private var message: INSendMessageIntent {
        let sender = INPerson(
            personHandle: INPersonHandle(value: peer, type: .unknown), nameComponents: nil,
            displayName: title.localized, image: nil, contactIdentifier: nil, customIdentifier: peer)
        return INSendMessageIntent(
            recipients: nil, outgoingMessageType: .outgoingMessageText, content: nil, speakableGroupName: nil,
            conversationIdentifier: thread, serviceName: nil, sender: sender, attachments: nil)
    }
}

/// What can be done from a notification, without opening the app.
enum NotificationActions {
    static let category = "message"
    static let reply = "reply"
    static let markRead = "markRead"

    /// Told to the system once, when the app starts.
    static var categories: Set<UNNotificationCategory> {
        let reply = UNTextInputNotificationAction(
            identifier: reply, title: String(localized: "action_reply"), options: .authenticationRequired,
            textInputButtonTitle: String(localized: "chat_send"),
            textInputPlaceholder: String(localized: "chat_placeholder"))
        let read = UNNotificationAction(
            identifier: markRead, title: String(localized: "action_mark_read"),
            options: .authenticationRequired)
        return [
            UNNotificationCategory(
                identifier: category, actions: [reply, read], intentIdentifiers: ["INSendMessageIntent"],
                options: .hiddenPreviewsShowTitle)
        ]
    }
}
