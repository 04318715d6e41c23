// As much of Intents as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
import Foundation
import UserNotifications
public enum INPersonHandleType { case unknown }
public class INPersonHandle: NSObject { public init(value: String?, type: INPersonHandleType) {} }
public class INImage: NSObject {}
public class INPerson: NSObject {
    public init(
        personHandle: INPersonHandle, nameComponents: PersonNameComponents?, displayName: String?,
        image: INImage?, contactIdentifier: String?, customIdentifier: String?
    ) {}
}
public enum INOutgoingMessageType { case outgoingMessageText }
public class INIntent: NSObject {}
public class INSpeakableString: NSObject {}
public class INSendMessageAttachment: NSObject {}
public class INSendMessageIntent: INIntent, UNNotificationContentProviding {
    public init(
        recipients: [INPerson]?, outgoingMessageType: INOutgoingMessageType, content: String?,
        speakableGroupName: INSpeakableString?, conversationIdentifier: String?, serviceName: String?,
        sender: INPerson?, attachments: [INSendMessageAttachment]?
    ) {}
}
public enum INInteractionDirection { case incoming }
public class INIntentResponse {}
public class INInteraction: NSObject {
    public init(intent: INIntent, response: INIntentResponse?) {}
    public var direction = INInteractionDirection.incoming
    public var groupIdentifier: String?
    public func donate() async throws {}
    public class func delete(with: String) async throws {}
}
