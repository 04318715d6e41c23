"""Our core on the Breez SDK, both through their bindings: the foreign trait `Wallet` on the real native library.

Offline, on regtest: there is no swap service, so nothing can be paid or received. What can be seen is that every call
arrives on the other side with types that fit, and that what fails there is a clear error here and loses nothing.
"""

import asyncio
import tempfile
import unittest

import breez_sdk_liquid as breez
import knock
from breez_wallet import BreezWallet, incoming
from person import MemoryVault, Person
from sandbox import Sandbox

WORDS = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"
PATIENCE_MS = 20_000
HASH = "ab" * 32


class Alice(Person):
    """Somebody whose wallet is the SDK's."""

    @classmethod
    async def move_in(cls, sandbox, wallet):
        person = cls(sandbox, sandbox.create_user("alice", 0))
        person.wallet = wallet
        person.knock = knock.Knock(person.folder.name, MemoryVault(), wallet)
        person.npub = (await person.knock.create(knock.Origin.NEW(), person.settings)).npub
        person.hear()
        return person


class WalletTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        loop = asyncio.get_running_loop()
        # Our core calls the wallet on threads of its own.
        knock.uniffi_set_event_loop(loop)
        # UniFFI drops a call that is over with call_soon from such a thread, which asyncio's debug mode complains of.
        loop.set_debug(False)
        self.sandbox = self.enterContext(Sandbox())
        folder = self.enterContext(tempfile.TemporaryDirectory())
        wallet = await asyncio.to_thread(BreezWallet, folder, WORDS)
        self.alice = await Alice.move_in(self.sandbox, wallet)
        self.addAsyncCleanup(self.alice.move_out)

    async def test_the_core_knows_the_wallet(self):
        self.assertTrue(self.alice.knock.wallet_capabilities().pay_invoice)
        info = await self.alice.knock.wallet_info()
        self.assertEqual((info.alias, info.network, info.balance_msat), ("Breez", knock.Network.REGTEST, 0))
        self.assertIsNone(info.min_send_msat, "the swap service, which sets it, is out of reach")

    async def test_the_core_lists_and_listens(self):
        self.assertEqual(await self.alice.knock.catch_up(PATIENCE_MS), [])
        self.assertIn("list_payments", self.alice.wallet.asked)
        listening = self.alice.knock.listen()
        while "add_event_listener" not in self.alice.wallet.asked:
            await self.alice.knock.wallet_info()
        listening.stop()

    async def test_what_cannot_be_paid_is_told_and_not_lost(self):
        bob = await Person.move_in(self.sandbox, "bob")
        self.addAsyncCleanup(bob.move_out)
        await self.alice.meet(bob)
        with self.assertRaises(knock.KnockError) as failed:
            await self.alice.knock.send(bob.npub, "Hello Bob", knock.SendOptions(ttl_secs=None, max_msat=None))
        self.assertEqual(failed.exception.kind, "payment_failed")
        self.assertIn("prepare_send_payment", self.alice.wallet.asked)
        self.assertNotIn("send_payment", self.alice.wallet.asked)
        [waiting] = await self.alice.knock.outbox()
        self.assertEqual(waiting.state, knock.OutState.PUBLISHED)

    def test_a_payers_note_is_our_comment(self):
        details = dict.fromkeys(
            ("preimage", "invoice", "bolt12_offer", "destination_pubkey", "lnurl_info", "bip353_address",
             "refund_tx_id", "refund_tx_amount_sat", "settled_at")
        )
        lightning = breez.PaymentDetails.LIGHTNING(
            swap_id="swap", description="to me", liquid_expiration_blockheight=0, payment_hash=HASH,
            payer_note="knock1", claim_tx_id="claim", **details,
        )
        paid = breez.Payment(
            timestamp=1_000, amount_sat=60, fees_sat=40, payment_type=breez.PaymentType.RECEIVE,
            status=breez.PaymentState.PENDING, details=lightning,
        )
        told = incoming(paid)
        self.assertEqual((told.payment_hash, told.amount_msat, told.comment), (HASH, 100_000, "knock1"))
        lightning.claim_tx_id = None
        self.assertIsNone(incoming(paid), "not claimed yet")


if __name__ == "__main__":
    unittest.main()
