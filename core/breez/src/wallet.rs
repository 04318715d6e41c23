//! [`Wallet`] over the SDK.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use breez_sdk_liquid::model::{
    ConnectRequest, DescriptionHash, GetInfoResponse, LightningPaymentLimitsResponse, Limits,
    ListPaymentsRequest, PaymentMethod, PaymentType, PrepareReceiveRequest, ReceiveAmount,
    ReceivePaymentRequest, ReceivePaymentResponse, WalletInfo as SdkWalletInfo,
};
use breez_sdk_liquid::sdk::LiquidSdk;
use futures::StreamExt;
use futures::future::{join, ready};
use knock_core::amount::Msat;
use knock_core::keys::SecretText;
use knock_core::wallet::{
    Capabilities, IncomingPayment, IncomingStream, InvoiceDescription, InvoiceRequest, Network, PayError,
    PayOutcome, PayRequest, PaymentStatus, Wallet, WalletError, WalletInfo,
};
use nostr::Timestamp;
use tokio::sync::Mutex;

use crate::attempts::Attempts;
use crate::error;
use crate::listener::{Listener, Payments};
use crate::payment::incoming;
use crate::settings::{BreezSettings, storage};

/// The SDK dates a payment by its swap or its block, up to a day apart from its settling.
const LISTING_MARGIN: Duration = Duration::from_secs(24 * 60 * 60);

/// What the payer of our offer reads; the SDK makes one offer for each text.
const OFFER_TEXT: &str = "";

/// What such a wallet can do, known before it is connected.
pub const BREEZ_CAPABILITIES: Capabilities = Capabilities {
    pay_invoice: true,
    pay_offer: true,
    pay_keysend: false,
    limit_fee: true,
    hand_over: false,
    make_invoice: true,
    list_incoming: true,
    stream_incoming: true,
};

/// A wallet on the Breez SDK.
pub struct BreezWallet {
    pub(crate) sdk: Arc<LiquidSdk>,
    pub(crate) payments: Arc<Payments>,
    /// Held while an offer is paid.
    pub(crate) attempts: Mutex<Attempts>,
    network: Network,
}

/// The swap service's limits at this moment, in what the payer sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreezLimits {
    /// The least that can be sent.
    pub min_send: Msat,
    /// The most that can be sent.
    pub max_send: Msat,
    /// The least that can be received; a price below it cannot be paid to this wallet.
    pub min_receive: Msat,
    /// The most that can be received.
    pub max_receive: Msat,
}

impl fmt::Debug for BreezWallet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BreezWallet").field("network", &self.network).finish_non_exhaustive()
    }
}

impl BreezWallet {
    /// Opens the wallet of these BIP-39 words, or makes it. Needs no network; the SDK connects in the background.
    /// The words are the wallet's own ([`knock_core::keys::WalletWords::Breez`]), never those of the Nostr key.
    pub async fn connect(settings: &BreezSettings, words: &SecretText) -> Result<Self, WalletError> {
        let request = ConnectRequest {
            config: settings.config()?,
            mnemonic: Some(words.expose().to_owned()),
            passphrase: None,
            seed: None,
        };
        let sdk = LiquidSdk::connect(request).await.map_err(|e| WalletError::BadConnection(e.to_string()))?;
        let attempts = Attempts::open(&settings.dir).map_err(storage)?;
        let payments = Arc::new(Payments::default());
        sdk.add_event_listener(Box::new(Listener(payments.clone()))).await.map_err(error::sdk)?;
        Ok(Self { sdk, payments, attempts: Mutex::new(attempts), network: settings.network })
    }

    /// A BOLT12 offer to be paid at, again and again, with a payer note. The SDK answers invoice requests for it
    /// while it runs, and otherwise when it is woken through the webhook.
    pub async fn offer(&self) -> Result<String, WalletError> {
        let text = InvoiceDescription::Text(OFFER_TEXT.to_owned());
        self.receive(PaymentMethod::Bolt12Offer, None, &text, None).await
    }

    /// The swap service's limits.
    pub async fn limits(&self) -> Result<BreezLimits, WalletError> {
        let limits = self.sdk.fetch_lightning_limits().await.map_err(error::asking)?;
        let LightningPaymentLimitsResponse {
            send: Limits { min_sat: min_send, max_sat: max_send, .. },
            receive: Limits { min_sat: min_receive, max_sat: max_receive, .. },
        } = limits;
        Ok(BreezLimits {
            min_send: Msat::from_sat(min_send),
            max_send: Msat::from_sat(max_send),
            min_receive: Msat::from_sat(min_receive),
            max_receive: Msat::from_sat(max_receive),
        })
    }

    /// Where the swap service calls when a payment comes in while the app sleeps: a notification service that wakes
    /// it. The service learns that URL, and when payments come.
    pub async fn register_webhook(&self, url: &str) -> Result<(), WalletError> {
        self.sdk.register_webhook(url.to_owned()).await.map_err(error::sdk)
    }

    /// Takes the webhook back.
    pub async fn unregister_webhook(&self) -> Result<(), WalletError> {
        self.sdk.unregister_webhook().await.map_err(error::sdk)
    }

    async fn receive(
        &self,
        payment_method: PaymentMethod,
        amount: Option<Msat>,
        description: &InvoiceDescription,
        payer_note: Option<String>,
    ) -> Result<String, WalletError> {
        let amount = amount.map(|amount| ReceiveAmount::Bitcoin { payer_amount_sat: amount.sat_ceil() });
        let request = PrepareReceiveRequest { payment_method, amount };
        let prepare_response = self.sdk.prepare_receive_payment(&request).await.map_err(error::asking)?;
        let (description, description_hash) = match description {
            InvoiceDescription::Text(text) => (Some(text.clone()), None),
            InvoiceDescription::Hash(hash) => {
                (None, Some(DescriptionHash::Custom { hash: hex::encode(hash) }))
            }
        };
        let request = ReceivePaymentRequest { prepare_response, description, description_hash, payer_note };
        let ReceivePaymentResponse { destination, .. } =
            self.sdk.receive_payment(&request).await.map_err(error::asking)?;
        Ok(destination)
    }
}

#[async_trait]
impl Wallet for BreezWallet {
    fn capabilities(&self) -> Capabilities {
        BREEZ_CAPABILITIES
    }

    /// The balance is known without network, the least that can be sent is not.
    async fn info(&self) -> Result<WalletInfo, WalletError> {
        let (info, limits) = join(self.sdk.get_info(), self.limits()).await;
        let GetInfoResponse { wallet_info: SdkWalletInfo { balance_sat, .. }, .. } =
            info.map_err(error::sdk)?;
        let limits = limits.ok();
        Ok(WalletInfo {
            alias: Some("Breez".to_owned()),
            network: Some(self.network),
            balance: Some(Msat::from_sat(balance_sat)),
            min_send: limits.map(|limits| limits.min_send),
            max_send: limits.map(|limits| limits.max_send),
        })
    }

    /// `max_fee` caps the whole of the swap's fees. A payment that is still under way after a minute is told as
    /// unknown.
    async fn pay(&self, request: &PayRequest) -> Result<PayOutcome, PayError> {
        self.pay_once(request).await
    }

    async fn lookup(&self, request: &PayRequest) -> Result<PaymentStatus, WalletError> {
        self.look_up(request).await
    }

    /// The swap service sets the expiry, whatever is asked for; the amount is rounded up to whole satoshi.
    async fn make_invoice(&self, request: &InvoiceRequest) -> Result<String, WalletError> {
        let InvoiceRequest { amount, description, comment, .. } = request;
        self.receive(PaymentMethod::Bolt11Invoice, Some(*amount), description, comment.clone()).await
    }

    /// May also tell of payments of up to a day before `since`.
    async fn incoming_since(&self, since: Timestamp) -> Result<Vec<IncomingPayment>, WalletError> {
        let from = since.as_secs().saturating_sub(LISTING_MARGIN.as_secs());
        let request = ListPaymentsRequest {
            filters: Some(vec![PaymentType::Receive]),
            from_timestamp: Some(i64::try_from(from).unwrap_or(i64::MAX)),
            sort_ascending: Some(true),
            ..ListPaymentsRequest::default()
        };
        let payments = self.sdk.list_payments(&request).await.map_err(error::asking)?;
        let mut settled: Vec<IncomingPayment> = payments.iter().filter_map(incoming).collect();
        settled.sort_by_key(|payment| payment.settled_at);
        Ok(settled)
    }

    async fn incoming(&self) -> Result<IncomingStream, WalletError> {
        Ok(self.payments.subscribe().filter_map(|payment| ready(incoming(&payment))).boxed())
    }

    async fn shutdown(&self) {
        self.payments.close();
        if let Err(error) = self.sdk.disconnect().await {
            log::warn!("the Breez SDK did not stop: {error}");
        }
    }
}
