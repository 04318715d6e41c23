"""The wallet that core/breez is, once more: on the SDK's published bindings and through our own.

It implements our foreign trait `Wallet` as a shell could, call by call as `core/breez/src` does it, so what is tested
is the seam: our types and the SDK's fit together on the real native library. It is no wallet for use: it does not
keep what it began (`attempts.rs`), so it refuses offers.
"""

import asyncio

import breez_sdk_liquid as breez
import knock

DAY = 24 * 60 * 60


def unreachable(error):
    return knock.WalletFailure.Unreachable(reason=str(error))


def status(payment):
    if payment.status == breez.PaymentState.COMPLETE:
        preimage = payment.details.preimage
        proof = bytes.fromhex(preimage) if preimage else None
        return knock.PaymentStatus.SETTLED(preimage=proof, fee_msat=payment.fees_sat * 1000)
    if payment.status == breez.PaymentState.FAILED:
        return knock.PaymentStatus.FAILED(reason="the swap was not carried out; its money is back")
    return knock.PaymentStatus.PENDING()


def incoming(payment):
    """A payment in, once the payer's money is gone for good."""
    details = payment.details
    if payment.payment_type != breez.PaymentType.RECEIVE or not isinstance(details, breez.PaymentDetails.LIGHTNING):
        return None
    claimed = payment.status == breez.PaymentState.PENDING and details.claim_tx_id
    if not (claimed or payment.status == breez.PaymentState.COMPLETE) or not details.payment_hash:
        return None
    return knock.IncomingPayment(
        payment_hash=details.payment_hash,
        amount_msat=(payment.amount_sat + payment.fees_sat) * 1000,
        settled_at=details.settled_at or payment.timestamp,
        comment=details.payer_note or None,
    )


class Listener(breez.EventListener):
    def __init__(self, sink):
        self.sink = sink

    def on_event(self, event):
        payment = getattr(event, "details", None)
        told = incoming(payment) if isinstance(payment, breez.Payment) else None
        if told:
            self.sink.settled(told)


class BreezWallet(knock.Wallet):
    def __init__(self, folder, words):
        config = breez.default_config(breez.LiquidNetwork.REGTEST, None)
        config.working_dir = folder
        config.sync_service_url = None
        config.use_default_external_input_parsers = False
        self.sdk = breez.connect(breez.ConnectRequest(config=config, mnemonic=words))
        self.asked = []

    async def _ask(self, call, *arguments):
        """The SDK's calls block."""
        self.asked.append(call.__name__)
        return await asyncio.to_thread(call, *arguments)

    def capabilities(self):
        return knock.WalletCapabilities(
            pay_invoice=True,
            pay_offer=False,
            pay_keysend=False,
            limit_fee=True,
            hand_over=False,
            make_invoice=True,
            list_incoming=True,
            stream_incoming=True,
        )

    async def info(self):
        try:
            found = await self._ask(self.sdk.get_info)
        except breez.SdkError as error:
            raise unreachable(error) from error
        try:
            send = (await self._ask(self.sdk.fetch_lightning_limits)).send
            limits = {"min_send_msat": send.min_sat * 1000, "max_send_msat": send.max_sat * 1000}
        except breez.PaymentError:
            limits = {"min_send_msat": None, "max_send_msat": None}
        balance = found.wallet_info.balance_sat * 1000
        return knock.WalletInfo(alias="Breez", network=knock.Network.REGTEST, balance_msat=balance, **limits)

    async def pay(self, request):
        if not isinstance(request, knock.PayRequest.INVOICE):
            raise knock.WalletFailure.Unsupported()
        order = breez.PrepareSendRequest(destination=request.bolt11, amount=None, disable_mrh=True)
        try:
            prepared = await self._ask(self.sdk.prepare_send_payment, order)
        except breez.PaymentError as error:
            raise knock.WalletFailure.Refused(code="PREPARE", reason=str(error)) from error
        if request.max_fee_msat is not None and prepared.fees_sat * 1000 > request.max_fee_msat:
            raise knock.WalletFailure.Refused(code="FEE", reason=f"the fee is {prepared.fees_sat} sat")
        send = breez.SendPaymentRequest(prepare_response=prepared)
        try:
            sent = status((await self._ask(self.sdk.send_payment, send)).payment)
        except breez.PaymentError as error:
            raise knock.WalletFailure.OutcomeUnknown(reason=str(error)) from error
        if isinstance(sent, knock.PaymentStatus.SETTLED):
            return knock.PayOutcome.SETTLED(preimage=sent.preimage, fee_msat=sent.fee_msat)
        raise knock.WalletFailure.OutcomeUnknown(reason="the swap is under way")

    async def lookup(self, request):
        asked = breez.GetPaymentRequest.PAYMENT_HASH(payment_hash=request.payment_hash)
        try:
            found = await self._ask(self.sdk.get_payment, asked)
            if found is None:
                await self._ask(self.sdk.sync)
                found = await self._ask(self.sdk.get_payment, asked)
        except (breez.PaymentError, breez.SdkError) as error:
            raise unreachable(error) from error
        return status(found) if found else knock.PaymentStatus.NOT_FOUND()

    async def make_invoice(self, request):
        amount = breez.ReceiveAmount.BITCOIN(payer_amount_sat=-(-request.amount_msat // 1000))
        order = breez.PrepareReceiveRequest(payment_method=breez.PaymentMethod.BOLT11_INVOICE, amount=amount)
        try:
            prepared = await self._ask(self.sdk.prepare_receive_payment, order)
            receive = breez.ReceivePaymentRequest(
                prepare_response=prepared, description=request.description, payer_note=request.comment
            )
            return (await self._ask(self.sdk.receive_payment, receive)).destination
        except breez.PaymentError as error:
            raise unreachable(error) from error

    async def incoming_since(self, since):
        order = breez.ListPaymentsRequest(
            filters=[breez.PaymentType.RECEIVE], from_timestamp=max(0, since - DAY), sort_ascending=True
        )
        return [told for told in map(incoming, await self._ask(self.sdk.list_payments, order)) if told]

    async def subscribe(self, sink):
        await self._ask(self.sdk.add_event_listener, Listener(sink))

    async def shutdown(self):
        await self._ask(self.sdk.disconnect)
