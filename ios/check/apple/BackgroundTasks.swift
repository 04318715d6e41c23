// As much of BackgroundTasks as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
@_exported import Foundation
public class BGTaskRequest: NSObject { public var earliestBeginDate: Date? }
public final class BGAppRefreshTaskRequest: BGTaskRequest { public init(identifier: String) {} }
public final class BGTaskScheduler: NSObject, @unchecked Sendable {
    public static let shared = BGTaskScheduler()
    public func submit(_ r: BGTaskRequest) throws {}
}
