package app.knock.bindings

import app.knock.ffi.IncomingPayment
import app.knock.ffi.InvoiceRequest
import app.knock.ffi.Knock
import app.knock.ffi.KnockException
import app.knock.ffi.OutState
import app.knock.ffi.PayOutcome
import app.knock.ffi.PayRequest
import app.knock.ffi.PaymentSink
import app.knock.ffi.PaymentStatus
import app.knock.ffi.SendOptions
import app.knock.ffi.Wallet
import app.knock.ffi.WalletCapabilities
import app.knock.ffi.WalletFailure
import app.knock.ffi.WalletInfo
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.util.concurrent.atomic.AtomicInteger

/** A wallet that the shell brings: async calls from the core into Kotlin. */
class OwnWalletTest {
    @Test
    fun `it hands an invoice to the user`() =
        sendsWith(HandingOver()) { knock, to ->
            val sent = knock.send(to, "by hand", SendOptions())
            assertEquals(OutState.AWAITING_USER, sent.state)
            assertTrue(sent.payUri!!.startsWith("lightning:lnbcrt"))
        }

    @Test
    fun `one that throws while it pays is not told to pay again`() {
        val wallet = Throwing()
        sendsWith(wallet) { knock, to ->
            val error = assertThrows<KnockException.Network> { runBlocking { knock.send(to, "maybe", SendOptions()) } }
            assertEquals("payment_outcome_unknown", error.kind)
            val row = knock.outbox().last()
            assertEquals(OutState.PAYING, row.state)
            runCatching { knock.retry(row.id) }
            assertEquals(1, wallet.paid.get())
        }
    }

    /** Alice's home with this wallet instead of the linked one. */
    private fun sendsWith(
        wallet: Wallet,
        test: suspend (Knock, String) -> Unit,
    ) = runBlocking {
        Sandbox().use { sandbox ->
            val alice = Person.moveIn(sandbox, "alice")
            val bob = Person.moveIn(sandbox, "bob")
            alice.meet(bob)
            alice.knock.lock()
            Knock(alice.folder.path, alice.vault, wallet).use { knock ->
                knock.unlock()
                test(knock, bob.npub)
                knock.lock()
            }
            alice.moveOut()
            bob.moveOut()
        }
    }
}

internal open class HandingOver : Wallet {
    override fun capabilities() =
        WalletCapabilities(
            payInvoice = false,
            payOffer = false,
            payKeysend = false,
            limitFee = false,
            handOver = true,
            makeInvoice = false,
            listIncoming = false,
            streamIncoming = false,
        )

    override suspend fun info() = WalletInfo("hand", null, null, null, null)

    override suspend fun pay(request: PayRequest): PayOutcome {
        yield()
        return PayOutcome.HandOver("lightning:${(request as PayRequest.Invoice).bolt11}")
    }

    override suspend fun lookup(request: PayRequest): PaymentStatus = PaymentStatus.Unknowable

    override suspend fun makeInvoice(request: InvoiceRequest): String = throw WalletFailure.Unsupported()

    override suspend fun incomingSince(since: ULong): List<IncomingPayment> = emptyList()

    override suspend fun subscribe(sink: PaymentSink): Unit = throw WalletFailure.Unsupported()

    override suspend fun shutdown() = Unit
}

private class Throwing : HandingOver() {
    val paid = AtomicInteger()

    override suspend fun pay(request: PayRequest): PayOutcome {
        paid.incrementAndGet()
        error("not declared")
    }

    override suspend fun lookup(request: PayRequest): PaymentStatus = PaymentStatus.Pending
}
