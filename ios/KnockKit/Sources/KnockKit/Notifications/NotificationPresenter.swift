/// Shows notifications; the app does it with UserNotifications.
public protocol NotificationPresenter: Sendable {
    func show(_ content: NotificationContent) async
    /// Takes away those of a conversation that is read now.
    func remove(thread: String) async
    func setBadge(_ count: Int) async
}
