package app.knock.people

import app.knock.core.EventSigner
import org.json.JSONObject
import java.math.BigInteger
import java.security.MessageDigest
import java.security.SecureRandom

/**
 * A signer app: a key of its own, and BIP-340 by the book, slowly. Written anew so that what the core is given was made
 * by other hands.
 */
class Schnorr : EventSigner {
    private val secret = BigInteger(256, SecureRandom()).mod(N - BigInteger.ONE) + BigInteger.ONE
    private val public = times(secret, G)!!
    var asked = 0
        private set

    override fun publicKey() = bytes(public.x).hex()

    override suspend fun sign(event: String): String {
        asked += 1
        val event = JSONObject(event)
        check(event.getInt("kind") == 21404 && event.getString("pubkey") == publicKey())
        return sign(BigInteger(event.getString("id"), 16)).hex()
    }

    private fun sign(message: BigInteger): ByteArray {
        val d = if (public.isEven) secret else N - secret
        val masked = d.xor(BigInteger(1, tagged("BIP0340/aux", ByteArray(32))))
        val k0 = BigInteger(1, tagged("BIP0340/nonce", bytes(masked), bytes(public.x), bytes(message))).mod(N)
        val r = times(k0, G)!!
        val k = if (r.isEven) k0 else N - k0
        val e = BigInteger(1, tagged("BIP0340/challenge", bytes(r.x), bytes(public.x), bytes(message))).mod(N)
        return bytes(r.x) + bytes((k + e * d).mod(N))
    }

    private class Point(
        val x: BigInteger,
        val y: BigInteger,
    ) {
        val isEven get() = !y.testBit(0)
    }

    private companion object {
        val P = BigInteger("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F", 16)
        val N = BigInteger("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", 16)
        val G =
            Point(
                BigInteger("79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798", 16),
                BigInteger("483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8", 16),
            )
        val TWO = BigInteger.valueOf(2)
        val THREE = BigInteger.valueOf(3)

        fun plus(
            a: Point?,
            b: Point?,
        ): Point? {
            if (a == null || b == null) return a ?: b
            if (a.x == b.x && a.y != b.y) return null
            val slope =
                if (a.x == b.x) {
                    THREE * a.x * a.x * (TWO * a.y).modInverse(P)
                } else {
                    (b.y - a.y) * (b.x - a.x).mod(P).modInverse(P)
                }.mod(P)
            val x = (slope * slope - a.x - b.x).mod(P)
            return Point(x, (slope * (a.x - x) - a.y).mod(P))
        }

        fun times(
            factor: BigInteger,
            point: Point,
        ): Point? {
            var sum: Point? = null
            var power: Point? = point
            for (bit in 0 until factor.bitLength()) {
                if (factor.testBit(bit)) sum = plus(sum, power)
                power = plus(power, power)
            }
            return sum
        }

        fun tagged(
            tag: String,
            vararg parts: ByteArray,
        ): ByteArray {
            val name = MessageDigest.getInstance("SHA-256").digest(tag.encodeToByteArray())
            val digest = MessageDigest.getInstance("SHA-256")
            listOf(name, name, *parts).forEach(digest::update)
            return digest.digest()
        }

        fun bytes(number: BigInteger): ByteArray =
            number.toString(16).padStart(64, '0').chunked(2).map {
                it.toInt(16).toByte()
            }.toByteArray()

        fun ByteArray.hex() = joinToString("") { "%02x".format(it) }
    }
}
