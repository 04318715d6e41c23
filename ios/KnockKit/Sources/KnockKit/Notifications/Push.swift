import Foundation

/// What a push tells of. Breez's notification service sends `notification_type` and, as JSON in a string,
/// `notification_payload`; a service of another wallet can send NIP-47's own notification in the same envelope.
public enum Push: Sendable, Hashable {
    /// A payment that has arrived, its comment included: NIP-47's `payment_received`.
    case payment(IncomingPayment)
    /// Something has happened at the wallet, which must be asked what: Breez's `swap_updated`, and all others. Its
    /// `lnurlpay_invoice` holds a comment too, but before the payment: shown then, it would let unpaid knocks in.
    case news

    /// From a notification's `userInfo`.
    public init(_ userInfo: [AnyHashable: Any]) {
        let type = userInfo["notification_type"] as? String
        let payload = userInfo["notification_payload"] as? String ?? ""
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        if type == "payment_received",
            let received = try? decoder.decode(Received.self, from: Data(payload.utf8))
        {
            self = .payment(received.payment)
        } else {
            self = .news
        }
    }

    /// The part of NIP-47's transaction that matters here.
    private struct Received: Decodable {
        struct Metadata: Decodable {
            let comment: String?
        }

        let paymentHash: String
        /// Millisatoshi.
        let amount: UInt64
        /// Real wallets leave it out.
        let settledAt: UInt64?
        let metadata: Metadata?

        var payment: IncomingPayment {
            IncomingPayment(
                paymentHash: paymentHash, amountMsat: amount,
                settledAt: settledAt ?? UInt64(max(0, Date().timeIntervalSince1970)),
                comment: metadata?.comment)
        }
    }
}
