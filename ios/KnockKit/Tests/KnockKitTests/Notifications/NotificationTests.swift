import KnockFFI
import KnockKit
import Testing

@testable import struct KnockKit.Wake

@Suite struct NotificationTests {
    private func told(request: Bool = false, shows: Bool = true) -> KnockNotification {
        KnockNotification(
            id: "event-1", peer: FakeHome.bob, isRequest: request, title: "Bob",
            body: shows ? "Hello" : "New message", showsText: shows, fileType: nil)
    }

    @Test func aMessageIsItsSendersAndItsChats() {
        let content = NotificationContent(told(), badge: 3)
        #expect(content.title == .verbatim("Bob") && content.body == .verbatim("Hello") && content.badge == 3)
        #expect(content.thread == FakeHome.bob && content.isFromPerson)
        #expect(content.route == .chat(peer: FakeHome.bob))
    }

    @Test func withoutPreviewsNothingOfItIsSaid() {
        #expect(NotificationContent(told(shows: false)).body == .of(.notificationMessage))
    }

    @Test func aRequestIsNotShownAsAPerson() {
        let content = NotificationContent(told(request: true, shows: false))
        #expect(content.body == .of(.notificationRequest) && !content.isFromPerson)
        #expect(content.thread == NotificationContent.requestsThread && content.route == .requests)
    }

    @Test func aWokenProcessAlwaysHasAnAnswer() async {
        let told = told()
        #expect(
            await Wake { _, _ in [told] }.contents(for: .news, within: .seconds(1))
                == [NotificationContent(told)])
        #expect(await Wake { _, _ in [] }.contents(for: .news, within: patience).isEmpty)
        let failed = await Wake { _, _ in throw Wrong("x") }.contents(for: .news, within: .seconds(1))
        #expect(failed == [.unread])
        #expect(NotificationContent.unread.body == .of(.notificationMessage))
    }
}
