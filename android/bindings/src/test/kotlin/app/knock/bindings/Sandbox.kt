package app.knock.bindings

import org.json.JSONObject
import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.util.concurrent.TimeUnit

val repository = File(System.getProperty("knock.repository")).canonicalFile!!

/** The sandbox process, and the HTTP by which it is told what to do. Its stdin closes with this process. */
class Sandbox : AutoCloseable {
    private val process =
        ProcessBuilder("$repository/target/debug/knock-sandbox", "--json", "--until-stdin-closes", "--users")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
    private val http = HttpClient.newHttpClient()
    private val facts = JSONObject(process.inputReader().readLine())
    val relayUrl: String = facts.getString("relay_url")

    class User(
        val name: String,
        val lightningAddress: String,
        val walletUri: String,
    )

    val fileServer: String get() = state().getString("file_server")

    /** A relay by its name in scenarios. */
    fun relay(name: String): String =
        when (name) {
            "own" -> relayUrl
            "second" -> facts.getString("wallet_relay_url")
            "dead" -> "ws://127.0.0.1:1"
            else -> error("unknown relay: $name")
        }

    fun createUser(
        name: String,
        balanceSat: Long,
    ): User {
        val made = post("users", JSONObject().put("name", name).put("balance_msat", balanceSat * 1000))
        return User(name, made.getString("lightning_address"), made.getString("wallet_uri"))
    }

    fun switch(switches: JSONObject) {
        post("switches", switches)
    }

    fun state(): JSONObject = call(request("state").GET())

    fun balanceMsat(name: String): Long =
        state().getJSONArray("users").map { it as JSONObject }.first { it.getString("name") == name }.getLong("balance_msat")

    private fun request(path: String) = HttpRequest.newBuilder(URI("${facts.getString("lnurl_base")}/sandbox/$path"))

    private fun post(
        path: String,
        body: JSONObject,
    ): JSONObject {
        val text = HttpRequest.BodyPublishers.ofString(body.toString())
        return call(request(path).header("Content-Type", "application/json").POST(text))
    }

    private fun call(request: HttpRequest.Builder): JSONObject {
        val answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString())
        check(answer.statusCode() == 200) { answer.body() }
        return JSONObject(answer.body())
    }

    override fun close() {
        process.outputStream.close()
        check(process.waitFor(10, TimeUnit.SECONDS)) { "the sandbox does not stop" }
    }
}
