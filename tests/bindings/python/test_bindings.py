"""The bindings in Python: the scenarios, and what a language's own machinery must get right.

Run by `scripts/bindings.sh python`; standard library only.
"""

import asyncio
import contextlib
import queue
import time
import unittest

import knock
from person import PATIENCE, Ears, MemoryVault, Person
from sandbox import Sandbox
from scenario import play, scenarios


class Scenarios(unittest.TestCase):
    """One test for each file that a binding can play."""


for name, scenario in scenarios():
    setattr(Scenarios, f"test_{name}", lambda self, scenario=scenario: asyncio.run(play(scenario)))


class Machinery(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        loop = asyncio.get_running_loop()
        # Where the core calls into Python and waits for an answer.
        knock.uniffi_set_event_loop(loop)
        # UniFFI's generated code cancels across threads in a way that the debug mode complains of.
        loop.set_debug(False)
        self.sandbox = self.enterContext(Sandbox())
        self.alice = await Person.move_in(self.sandbox, "alice")
        self.bob = await Person.move_in(self.sandbox, "bob")
        await self.alice.meet(self.bob)

    async def asyncTearDown(self):
        await self.alice.move_out()
        await self.bob.move_out()
        # The loop ends with this test; the scenarios bring their own.
        knock.uniffi_set_event_loop(None)

    async def send(self, text):
        return await self.alice.knock.send(self.bob.npub, text, knock.SendOptions())

    async def test_200_calls_at_once(self):
        calls = [self.alice.knock.quote(self.bob.npub) for _ in range(100)]
        calls += [self.alice.knock.messages(None, 10) for _ in range(100)]
        answers = await asyncio.gather(*calls)
        self.assertEqual({quote.amount_msat for quote in answers[:100]}, {1000})
        self.assertEqual(answers[100:], [[]] * 100)

    async def test_errors_have_class_kind_and_text(self):
        with self.assertRaises(knock.KnockError.InvalidInput) as raised:
            await self.alice.knock.paste("nothing in here")
        self.assertEqual(raised.exception.kind, "comment_no_prefix")
        self.assertTrue(raised.exception.text)
        with self.assertRaises(knock.KnockError.NotFound):
            await self.alice.knock.chat_message(99)

    async def test_a_cancelled_task_does_not_wait_for_the_wallet(self):
        self.sandbox.switch({"user": "alice", "wallet": {"delay_ms": 60_000}})
        task = asyncio.create_task(self.alice.knock.wallet_info())
        await asyncio.sleep(0.2)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await asyncio.wait_for(task, PATIENCE)
        cancellation = knock.Cancellation()
        task = asyncio.create_task(self.alice.knock.wallet_info(cancellation))
        await asyncio.sleep(0.2)
        cancellation.cancel()
        with self.assertRaises(knock.KnockError.Cancelled):
            await asyncio.wait_for(task, PATIENCE)

    async def test_a_listener_that_throws_is_told_the_next_event(self):
        ears = Ears()

        class Throwing(knock.EventListener):
            def on_event(self, event):
                ears.on_event(event)
                raise RuntimeError("not declared")

        subscription = self.bob.knock.subscribe(Throwing())
        await self.send("one")
        await self.send("two")
        await self.bob.knock.catch_up(PATIENCE * 1000)
        heard = set()
        while len(heard) < 2:
            event = await asyncio.wait_for(ears.events.get(), PATIENCE)
            if isinstance(event, knock.KnockEvent.MESSAGE_RECEIVED):
                heard.add(event.message.text)
        self.assertEqual(heard, {"one", "two"})
        subscription.stop()

    async def test_a_shell_brings_a_wallet_of_its_own(self):
        outgoing = await self.send_with(HandingOver())
        self.assertEqual(outgoing.state, knock.OutState.AWAITING_USER)
        self.assertTrue(outgoing.pay_uri.startswith("lightning:lnbcrt"))

    async def test_a_wallet_that_throws_while_it_pays_is_not_told_to_pay_again(self):
        wallet = Throwing()
        with self.assertRaises(knock.KnockError.Network) as raised:
            await self.send_with(wallet)
        self.assertEqual(raised.exception.kind, "payment_outcome_unknown")
        row = (await self.alice.knock.outbox())[-1]
        self.assertEqual(row.state, knock.OutState.PAYING)
        try:
            await self.alice.knock.retry(row.id)
        except knock.KnockError:
            pass
        self.assertEqual(wallet.paid, 1)

    async def send_with(self, wallet):
        """Alice sends with this wallet instead of the linked one."""
        await self.alice.knock.lock()
        self.alice.knock = knock.Knock(self.alice.folder.name, self.alice.vault, wallet)
        await self.alice.knock.unlock()
        return await self.send("by a wallet of the shell's")

    async def test_a_signer_that_refuses_throws_or_signs_wrongly_sends_nothing(self):
        async with self.home_of(Signer()) as (carol, signer):
            answers = {
                "signer_refused": knock.SignerFailure.Refused("not now"),
                "signer_timeout": knock.SignerFailure.Timeout(),
                "signer_unreachable": RuntimeError("the key is 1234"),
                "signer_bad_answer": "no signature",
            }
            for kind, signer.answer in [*answers.items(), ("signer_bad_answer", "00" * 64)]:
                with self.subTest(kind), self.assertRaises(knock.KnockError) as raised:
                    await carol.send(self.bob.npub, "no", knock.SendOptions())
                self.assertEqual(raised.exception.kind, kind)
                self.assertNotIn("1234", raised.exception.text)
            self.assertEqual(signer.asked, 5)
            self.assertEqual(await carol.outbox(), [])

    async def test_a_signer_that_takes_long_is_not_waited_for_once_the_call_is_cancelled(self):
        async with self.home_of(Signer()) as (carol, signer):
            cancellation, signer.is_asked = knock.Cancellation(), asyncio.Event()
            sending = carol.send(self.bob.npub, "later", knock.SendOptions(), cancellation)
            sending = asyncio.create_task(sending)
            await asyncio.wait_for(signer.is_asked.wait(), PATIENCE)
            cancellation.cancel()
            with self.assertRaises(knock.KnockError.Cancelled):
                await asyncio.wait_for(sending, PATIENCE)
            self.assertEqual(await carol.outbox(), [])

    @contextlib.asynccontextmanager
    async def home_of(self, signer):
        """A home whose key is in the signer, with Bob among its contacts."""
        carol = Person(self.sandbox, self.sandbox.create_user("carol", 100_000))
        home = knock.Knock(carol.folder.name, carol.vault, None, signer)
        await home.create(knock.Origin.SIGNER(), carol.settings)
        await home.link_wallet(carol.user["wallet_uri"])
        await home.add_contact(await self.bob.as_contact())
        yield home, signer
        await home.lock()
        carol.folder.cleanup()

    async def test_a_vault_that_throws_is_an_error_without_its_text(self):
        class Broken(MemoryVault):
            def get(self, name):
                raise RuntimeError("the secret is 1234")

        home = knock.Knock(self.alice.folder.name, Broken())
        with self.assertRaises(knock.KnockError.Storage) as raised:
            await home.unlock()
        self.assertNotIn("1234", raised.exception.text)

    async def test_a_locked_home_says_so_and_opens_again(self):
        await self.alice.knock.lock()
        with self.assertRaises(knock.KnockError.Locked):
            await self.alice.knock.contacts()
        await self.alice.knock.unlock()
        self.assertEqual([contact.name for contact in await self.alice.knock.contacts()], ["bob"])

    async def test_a_woken_process_shows_what_came(self):
        await self.send("ding")
        told = await knock.catch_up(self.bob.folder.name, self.bob.vault, PATIENCE * 1000)
        self.assertEqual([(one.body, one.shows_text) for one in told], [("ding", True)])

    async def test_a_pushed_payment_is_shown_once_and_the_app_finds_it(self):
        carol = await Person.move_in(self.sandbox, "carol", linked=False)
        await carol.meet(self.bob)
        sent = await carol.knock.send(self.bob.npub, "pushed", knock.SendOptions())
        payment = knock.IncomingPayment(
            payment_hash="07" * 32, amount_msat=1000, settled_at=int(time.time()), comment=sent.comment
        )
        told = [
            await knock.handle_payment_comment(self.bob.folder.name, self.bob.vault, payment, PATIENCE * 1000)
            for _ in range(2)
        ]
        self.assertEqual((told[0].body, told[0].peer), ("pushed", carol.npub))
        self.assertEqual(told[0], told[1], "told again the same")
        self.assertEqual([message.text for message in await self.bob.knock.messages(None, 9)], ["pushed"])
        nothing = knock.IncomingPayment(
            payment_hash="08" * 32, amount_msat=1000, settled_at=int(time.time()), comment="thanks"
        )
        told = await knock.handle_payment_comment(self.bob.folder.name, self.bob.vault, nothing, PATIENCE * 1000)
        self.assertIsNone(told)
        await carol.move_out()

    async def test_a_shells_logger_hears_the_core_and_no_secret(self):
        lines = queue.Queue()

        class Lines(knock.Logger):
            def log(self, level, target, line):
                lines.put((level, target, line))
                raise RuntimeError("a logger may throw")

        class Throwing(knock.ProgressListener):
            def on_progress(self, done, of):
                raise RuntimeError("not declared")

        # Python must not be called any more while it ends, and warnings are few.
        knock.set_up_logging(knock.LogLevel.WARN, Lines())
        with self.assertRaises(knock.KnockError.InvalidInput):
            knock.set_up_logging(knock.LogLevel.WARN, None)
        await self.send("for your eyes only")
        path = f"{self.alice.folder.name}/backup"
        await self.alice.knock.back_up(path, "correct horse", Throwing())
        heard = []
        while (knock.LogLevel.WARN, "a progress listener failed") not in [(one[0], one[2]) for one in heard]:
            heard.append(lines.get(timeout=PATIENCE))
        self.assertTrue(all(target.startswith("knock_") for _, target, _ in heard), heard)
        for secret in ["for your eyes only", "correct horse", await self.alice.knock.export_nsec()]:
            self.assertNotIn(secret, str(heard))


class HandingOver(knock.Wallet):
    """Shows the invoice to the user, as a shell with a `lightning:` link does."""

    def capabilities(self):
        return knock.WalletCapabilities(
            pay_invoice=False,
            pay_offer=False,
            pay_keysend=False,
            limit_fee=False,
            hand_over=True,
            make_invoice=False,
            list_incoming=False,
            stream_incoming=False,
        )

    async def info(self):
        return knock.WalletInfo(
            alias="hand", network=None, balance_msat=None, min_send_msat=None, max_send_msat=None
        )

    async def pay(self, request):
        return knock.PayOutcome.HAND_OVER(f"lightning:{request.bolt11}")

    async def lookup(self, request):
        return knock.PaymentStatus.UNKNOWABLE()

    async def make_invoice(self, request):
        raise knock.WalletFailure.Unsupported()

    async def incoming_since(self, since):
        return []

    async def subscribe(self, sink):
        raise knock.WalletFailure.Unsupported()

    async def shutdown(self):
        pass


class Throwing(HandingOver):
    """Says nothing of what it did."""

    paid = 0

    async def pay(self, request):
        self.paid += 1
        raise RuntimeError("not declared")

    async def lookup(self, request):
        return knock.PaymentStatus.PENDING()


class Signer(knock.EventSigner):
    """A signer app whose answers are never a signature; the Kotlin tests have one that signs."""

    asked, answer, is_asked = 0, "", None

    def public_key(self):
        return "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"

    async def sign(self, event):
        self.asked += 1
        if self.is_asked:
            self.is_asked.set()
            await asyncio.Event().wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


if __name__ == "__main__":
    unittest.main(verbosity=2)
