"""Holds the Rust adapter (core/breez) against the SDK's published bindings, offline.

The SDK's Rust crate is on git only, so a build that may use registries only cannot compile the adapter. The bindings
are generated from the same source: a type, field, variant or function that they lack, the adapter may not use.
"""

import inspect
import re
import tempfile
import tomllib
import unittest
from importlib.metadata import version
from pathlib import Path

import breez_sdk_liquid as breez

from rust_names import HANDLE, dotted, used_names

ADAPTER = Path(__file__).parents[2] / "core" / "breez"
SOURCE = ADAPTER / "src"
# Where the bindings differ from the Rust crate by design.
HANDLE_IN_BINDINGS = "BindingLiquidSdk"
TOP_LEVEL = {"connect", "default_config"}
# Fields of the SDK that our own types have too, and may be read of them.
OURS_TOO = {"amount", "description", "network", "payer_note"}

WORDS = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"
# The minimal offer of BOLT12's test vectors.
OFFER = "lno1zcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese"


def shouted(name: str) -> str:
    """PaymentHash → PAYMENT_HASH, as the bindings name variants."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


def variant(kind: str, name: str):
    """A variant of an enum, however the bindings call it: errors keep their names."""
    enum = getattr(breez, kind)
    return getattr(enum, shouted(name), None) or getattr(enum, name, None)


def fields(kind: str, name: str | None) -> set[str]:
    """The fields of a record or of a variant."""
    made = getattr(breez, kind) if name is None else variant(kind, name)
    return set(inspect.signature(made.__init__).parameters) - {"self", "args", "kwargs"}


class NamesTest(unittest.TestCase):
    """Every name of the SDK in the adapter's source is in the bindings."""

    def setUp(self):
        self.used = used_names(SOURCE)

    def test_the_bindings_are_of_the_pinned_version(self):
        pinned = tomllib.loads((ADAPTER / "Cargo.toml").read_text())["dependencies"]["breez-sdk-liquid"]["tag"]
        self.assertEqual(version("breez-sdk-liquid"), pinned)

    def test_something_was_read(self):
        self.assertIn(("PaymentDetails", "Lightning", "payer_note"), self.used.fields)
        self.assertIn(("PaymentState", "Complete"), self.used.variants)
        self.assertLessEqual({"connect", "prepare_send_payment", "send_payment", "get_payment"}, self.used.functions)

    def test_types(self):
        missing = {name for name in self.used.types - {HANDLE} if not hasattr(breez, name)}
        self.assertEqual(missing, set())

    def test_variants(self):
        missing = {(kind, name) for kind, name in self.used.variants if variant(kind, name) is None}
        self.assertEqual(missing, set())

    def test_fields(self):
        missing = {(kind, name, it) for kind, name, it in self.used.fields if it not in fields(kind, name)}
        self.assertEqual(missing, set())

    def test_functions(self):
        handle = getattr(breez, HANDLE_IN_BINDINGS)
        here = {name for name in self.used.functions if hasattr(handle, name)}
        here |= {name for name in self.used.functions & TOP_LEVEL if hasattr(breez, name)}
        self.assertEqual(self.used.functions - here, set())

    def test_the_adapter_keeps_to_patterns(self):
        known = {it for kind in self.used.types - {HANDLE} if inspect.isclass(getattr(breez, kind))
                 for it in fields(kind, None)}
        self.assertEqual(dotted(SOURCE) & known - OURS_TOO, set(), "read by pattern, so that it is checked")

    def test_absent_names_are_noticed(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "wrong.rs").write_text(
                "use breez_sdk_liquid::model::{Payment, PaymentDetails as Details, Nothing};\n"
                "fn read(sdk: &Sdk, it: &Payment) -> Payment {\n"
                "    let Payment { amount_sat, gone: Some(Details::Bolt13 { note, .. }), .. } = it;\n"
                "    sdk.vanish(Payment { status: /* gone too */ here(a, b), ..other })\n"
                "}\n"
            )
            used = used_names(Path(folder))
        self.assertEqual(used.types, {"Payment", "PaymentDetails", "Nothing"})
        self.assertEqual(used.variants, {("PaymentDetails", "Bolt13")})
        self.assertEqual(used.functions, {"vanish"})
        of_payment = {("Payment", None, it) for it in ("amount_sat", "gone", "status")}
        self.assertEqual(used.fields, of_payment | {("PaymentDetails", "Bolt13", "note")})
        self.assertEqual({it for _, variant, it in used.fields if variant is None} - fields("Payment", None), {"gone"})
        self.assertIsNone(variant("PaymentDetails", "Bolt13"))


class OfflineTest(unittest.TestCase):
    """What the adapter does at its start, on the native library and without network."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        config = breez.default_config(breez.LiquidNetwork.REGTEST, None)
        config.working_dir = folder.name
        config.sync_service_url = None
        config.use_default_external_input_parsers = False
        config.sideswap_api_key = None
        self.sdk = breez.connect(breez.ConnectRequest(config=config, mnemonic=WORDS))
        self.addCleanup(self.sdk.disconnect)

    def test_a_new_wallet_is_empty(self):
        self.assertEqual(self.sdk.get_info().wallet_info.balance_sat, 0)
        self.assertEqual(self.sdk.list_payments(breez.ListPaymentsRequest(filters=[breez.PaymentType.RECEIVE])), [])
        asked = breez.GetPaymentRequest.PAYMENT_HASH(payment_hash="00" * 32)
        self.assertIsNone(self.sdk.get_payment(asked))

    def test_an_offer_is_read(self):
        self.assertIsInstance(self.sdk.parse(OFFER), breez.InputType.BOLT12_OFFER)

    def test_a_listener_is_taken(self):
        class Listener(breez.EventListener):
            def on_event(self, e):
                pass

        self.sdk.remove_event_listener(self.sdk.add_event_listener(Listener()))

    def test_without_the_swap_service_nothing_is_sent(self):
        request = breez.PrepareSendRequest(
            destination=OFFER, amount=breez.PayAmount.BITCOIN(receiver_amount_sat=1_000), disable_mrh=True
        )
        with self.assertRaises(breez.PaymentError):
            self.sdk.prepare_send_payment(request)
        with self.assertRaises(breez.PaymentError):
            self.sdk.fetch_lightning_limits()

    def test_there_is_no_testnet(self):
        with self.assertRaises(breez.SdkError):
            breez.default_config(breez.LiquidNetwork.TESTNET, None)


if __name__ == "__main__":
    unittest.main()
