// The core's records and errors under this module's name: apps import KnockKit alone. Three go by another
// name, since Foundation and SwiftUI have theirs.
import KnockFFI

public typealias AddressCheck = KnockFFI.AddressCheck
public typealias AddressSource = KnockFFI.AddressSource
public typealias Arrival = KnockFFI.Arrival
public typealias Card = KnockFFI.Card
public typealias CardDifference = KnockFFI.CardDifference
public typealias ChainSource = KnockFFI.ChainSource
public typealias ChatMessage = KnockFFI.ChatMessage
public typealias ChatPage = KnockFFI.ChatPage
public typealias Code = KnockFFI.Code
public typealias Contact = KnockFFI.Contact
public typealias ContactChange = KnockFFI.ContactChange
public typealias Conversation = KnockFFI.Conversation
public typealias Created = KnockFFI.Created
public typealias CreatedNode = KnockFFI.CreatedNode
public typealias Delivery = KnockFFI.Delivery
public typealias DeliveryStage = KnockFFI.DeliveryStage
public typealias DiscoveredRelay = KnockFFI.DiscoveredRelay
public typealias Draft = KnockFFI.Draft
public typealias FileInfo = KnockFFI.FileInfo
public typealias FileSource = KnockFFI.FileSource
public typealias HomeSettings = KnockFFI.Settings
public typealias IdentityInfo = KnockFFI.IdentityInfo
public typealias IncomingPayment = KnockFFI.IncomingPayment
public typealias KnockError = KnockFFI.KnockError
public typealias KnockEvent = KnockFFI.KnockEvent
public typealias KnockNotification = KnockFFI.Notification
public typealias Message = KnockFFI.Message
public typealias MessageKind = KnockFFI.MessageKind
public typealias NewContact = KnockFFI.NewContact
public typealias NewFile = KnockFFI.NewFile
public typealias NodeChannel = KnockFFI.NodeChannel
public typealias NodeInfo = KnockFFI.NodeInfo
public typealias NodeSettings = KnockFFI.NodeSettings
public typealias Origin = KnockFFI.Origin
public typealias OutState = KnockFFI.OutState
public typealias Outgoing = KnockFFI.Outgoing
public typealias Overview = KnockFFI.Overview
public typealias PageAt = KnockFFI.PageAt
public typealias Part = KnockFFI.Part
public typealias PayBy = KnockFFI.PayBy
public typealias Person = KnockFFI.Person
public typealias Publication = KnockFFI.Publication
public typealias PublicationOutcome = KnockFFI.PublicationOutcome
public typealias PublishMode = KnockFFI.PublishMode
public typealias Quote = KnockFFI.Quote
public typealias Quoted = KnockFFI.Quoted
public typealias QuotedMessage = KnockFFI.QuotedMessage
public typealias Reaction = KnockFFI.Reaction
public typealias RelayOutcome = KnockFFI.RelayOutcome
public typealias Request = KnockFFI.Request
public typealias ScannedCard = KnockFFI.ScannedCard
public typealias SendOptions = KnockFFI.SendOptions
public typealias SendStep = KnockFFI.SendStep
public typealias SignerKind = KnockFFI.SignerKind
public typealias WalletCapabilities = KnockFFI.WalletCapabilities
public typealias WalletInfo = KnockFFI.WalletInfo
public typealias WalletKind = KnockFFI.WalletKind
public typealias WalletNetwork = KnockFFI.Network

// What a shell implements.
public typealias EventListener = KnockFFI.EventListener
public typealias EventSigner = KnockFFI.EventSigner
public typealias KeyVault = KnockFFI.KeyVault
public typealias ProgressListener = KnockFFI.ProgressListener
public typealias SecretName = KnockFFI.SecretName
public typealias SignerFailure = KnockFFI.SignerFailure
public typealias VaultFailure = KnockFFI.VaultFailure
public typealias Wallet = KnockFFI.Wallet
public typealias WalletFailure = KnockFFI.WalletFailure
public typealias InvoiceRequest = KnockFFI.InvoiceRequest
public typealias PaymentSink = KnockFFI.PaymentSink
public typealias PaymentStatus = KnockFFI.PaymentStatus
public typealias PayOutcome = KnockFFI.PayOutcome
public typealias PayRequest = KnockFFI.PayRequest
public typealias Logger = KnockFFI.Logger
public typealias LogLevel = KnockFFI.LogLevel

/// A home, locked or open, and the handles that it gives.
public typealias Cancellation = KnockFFI.Cancellation
public typealias Knock = KnockFFI.Knock
public typealias TaskHandle = KnockFFI.TaskHandle

extension ChatMessage: Identifiable {}

extension Contact: Identifiable {
    public var id: String { npub }
}

extension Conversation: Identifiable {
    public var id: String { peer }
}

extension Request: Identifiable {
    public var id: String { eventId }
}

/// The settings of somebody who has changed nothing.
public func defaultSettings() -> HomeSettings {
    KnockFFI.defaultSettings()
}
