import KnockKit
import UIKit
@preconcurrency import UserNotifications

/// What the user does with a notification: opens it, answers it, or marks it as read.
@MainActor
final class NotificationActionHandler: NSObject, UNUserNotificationCenterDelegate {
    private let app: AppModel

    init(app: AppModel) {
        self.app = app
    }

    /// The app shows only what the user is not looking at, so what comes here is to be seen.
    func userNotificationCenter(
        _ center: UNUserNotificationCenter, willPresent notification: UNNotification
    ) async -> UNNotificationPresentationOptions {
        [.banner, .list, .sound, .badge]
    }

    func userNotificationCenter(
        _ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse
    ) async {
        let content = response.notification.request.content
        guard let peer = content.userInfo["peer"] as? String, !peer.isEmpty else { return }
        switch response.actionIdentifier {
        case NotificationActions.reply:
            guard let text = (response as? UNTextInputNotificationResponse)?.userText else { return }
            await withHome { try await self.send(text, to: peer, from: $0) }
        case NotificationActions.markRead:
            await withHome { _ = try await $0.markChatRead(peer: peer, upTo: nil) }
        case UNNotificationDefaultActionIdentifier:
            let isRequest = content.userInfo["request"] as? Bool ?? false
            return app.router.open(isRequest ? .requests : .chat(peer: peer))
        default: return
        }
        await SystemNotifications().remove(thread: peer)
    }

    /// What cannot be sent is not lost: it stands in the chat, to be sent from there.
    private func send(_ text: String, to peer: String, from core: any CoreGateway) async throws {
        do {
            _ = try await core.enqueue(to: peer, text: text, options: SendOptions())
        } catch KnockError.Locked(let kind, let text) {
            throw KnockError.Locked(kind: kind, text: text)
        } catch {
            let draft = try await core.conversation(peer: peer)?.draft
            let written = [draft?.text, text].compactMap { $0 }.joined(separator: "\n")
            try await core.setDraft(peer: peer, text: written, replyTo: draft?.replyTo)
        }
    }

    /// Opens the home where it is closed, as it is while the app is in the background. A message that is stored then is
    /// sent by the catching up that follows.
    private func withHome(_ work: (any CoreGateway) async throws -> Void) async {
        if await app.core.isUnlocked() {
            do {
                return try await work(app.core)
            } catch KnockError.Locked {
                // The app has left meanwhile.
            } catch {
                return
            }
        }
        await Backgrounding.stayingAwake {
            guard let homes = try? SharedHome.homes() else { return }
            let core = homes.core()
            guard (try? await core.unlock()) != nil else { return }
            try? await work(core)
            try? await core.lock()
            await BackgroundRefresh.run()
        }
    }
}
