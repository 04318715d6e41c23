// Writes the first corpus of every fuzz target: the protocol's test vectors, and examples of each foreign format.
//
//   node tests/fuzz/seeds.mjs FOLDER
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
const vectors = JSON.parse(readFileSync(new URL("../../core/protocol/tests/data/knock.vectors.json", import.meta.url)));
const { accepted, rejected } = vectors;
const hex = (text) => Buffer.from(text, "hex");
const base64 = (text) => Buffer.from(text, "base64");
const json = JSON.stringify;
const number = (value) => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(value); return bytes; };
// A text as the bindings write it, and the beginning of a backup.
const record = (text) => Buffer.concat([number(text.length), Buffer.from(text)]);
const manifest = (fields, database) => Buffer.concat([record(json(fields)), Buffer.from(database)]);
const tlv = (...fields) => Buffer.concat(fields.flatMap(([type, value]) => [Buffer.from(type), Buffer.from([value.length]), Buffer.from(value)]));

const key = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";
const secret = "71a8c14c1407c113601079c4302dab36460f0ccd0ad506f1f2dc73b5100e4f3c";
const nsec = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
const bolt11 = "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh";
const payment = {
    type: "incoming", state: "settled", invoice: bolt11, payment_hash: "00".repeat(32), preimage: "11".repeat(32),
    amount: 1000, fees_paid: 0, created_at: 1700000000, settled_at: 1700000001,
    metadata: { comment: accepted[0].comment_base64url, tlv_records: [{ type: 34349334, value: "6b6e6f636b" }] },
};

const seeds = {
    comment_text: [
        ...accepted.flatMap((v) => [v.comment_base64url, v.comment_base2048, `Received 1 sat: "${v.comment_base64url}"\n`]),
        ...rejected.flatMap((v) => v.comment ?? []),
    ],
    comment_plaintext: accepted.map((v) => hex(v.derived.comment_plaintext)),
    relay_field: [
        ...accepted.map((v) => hex(v.derived.relay_field)),
        "wss://nos.lol\nwss://relay.primal.net", "wss://r.example:8443/x\nws://abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwxyz234567.onion",
        "wss://[::1]:7777", "WSS://R.Example/", "wss://u:p@r.example/?q#f",
    ],
    event_open: [...accepted, ...rejected].flatMap((v) => (v.event ? json(v.event) : [])),
    rumor: [
        ...accepted.flatMap((v) => [v.derived.nip44_plaintext, json(v.rumor)]),
        json({ content: "x", tags: [["e", key], ["subject", "s"], ["expiration", "1800003600"]], lightning: "a@b.example" }),
        json({ kind: 7, content: "", tags: [["e", key]], created_at: 1800000007 }),
        ...accepted.map((v) => v.derived.encrypted_message),
    ],
    contact_ref: [
        "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg", `nostr:${key}`, "bob@example.com", "_@example.com:8443",
        "knock://nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhytnc9e3k7mgpz4mhxue69uhkg6nzv9ejuumpv34kytnrdaksjlyr9p",
        nsec,
    ],
    contact_card: [
        tlv(["a", "bob@wallet.example"], ["p", Buffer.from("0000000000005208", "hex")]),
        tlv(["\u0001", "wss://r.example"], ["\u0001", "wss://s.example"], ["o", Buffer.alloc(255, 7)], ["o", Buffer.alloc(9, 7)]),
        tlv(["p", "short"], ["z", "unknown"]),
    ],
    pay_address: [
        "alice@wallet.example", "lightning:ALICE@WALLET.EXAMPLE", "lnurlp://wallet.example/x?y=z", "https://wallet.example/.well-known/lnurlp/a",
        "LNURL1DP68GURN8GHJ7UM9WFMXJCM99E3K7MF0V9CXJ0M385EKVCENXC6R2C35XVUKXEFCV5MKVV34X5EKZD3EV56NYD3HXQURZEPEXEJXXEPNXSCRVWFNV9NXZCN9XQ6XYEFHVGCXXCMYXYMNSERXFQ5FNS",
        "alice@127.0.0.1:3000", "a@xyz.onion",
    ],
    lnurl_json: [
        json({ tag: "payRequest", callback: "https://wallet.example/cb?id=7#x", minSendable: 1000, maxSendable: 5000.0, commentAllowed: 255, metadata: '[["text/plain","Knock"],["text/identifier","a@b.example"]]' }),
        json({ tag: "payRequest", callback: "x", minSendable: "1", maxSendable: -1, metadata: [] }), json({ status: "ERROR", reason: "no" }),
    ],
    invoice: [bolt11, `LIGHTNING:${bolt11.toUpperCase()}`, "lnbcrt1"],
    offer: [
        "lno1pgx9getnwss8vetrw3hhyuckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg",
        "lightning:LNO1PGX9GETNWSS8VETRW3HHYUCKYYPWA3EYT44H6TXTXQUQH7LZ5DJGE4AFGFJN7K4RGRKUAG0JSD5XVXG",
    ],
    secret_links: [
        `bunker://${key}?relay=wss%3A%2F%2Fa.example&secret=s3cret`, `nostrconnect://${key}?relay=wss://a.example&metadata={}`,
        `nostr+walletconnect://${key}?relay=wss%3A%2F%2Fa.example&relay=wss://b.example&secret=${secret}&lud16=a@b.example`,
        `nostrwalletconnect:${key}?secret=${secret}`,
        nsec, secret, "leader monkey parrot ring guide accident before fence cannon height naive bean", "zoo ".repeat(12),
    ],
    nwc_message: [
        json(payment), json({ result_type: "pay_invoice", result: { preimage: "11".repeat(32), fees_paid: "7" }, error: null }),
        json({ result_type: "get_info", error: { code: "QUOTA_EXCEEDED", message: "no" } }), json({ notification_type: "payment_received", notification: payment }),
        json({ network: "mainnet", methods: ["pay_invoice"], notifications: [] }),
    ],
    relay_documents: [
        json({ name: "r", limitation: { max_message_length: 65536, max_content_length: 8196, created_at_lower_limit: 31536000, min_pow_difficulty: 0, auth_required: true, payment_required: false, restricted_writes: true } }),
        json({ limitation: { max_message_length: "65536", max_content_length: -1, min_pow_difficulty: 300 } }),
        json({ name: "bob", display_name: "Bob", nip05: "bob@example.com", lud16: "bob@wallet.example", lud06: "lnurl1x" }),
        "wss://a.example\nwss://b.example\nnot a relay",
        '{"limitation":{"auth_required":false}}\nd wss://a.example/\nk 1404\nk !4\nR !payment\nT PublicOutbox\nrtt-open 234',
    ],
    received_file: [
        `https://files.example/00ff\nfile-type image/jpeg\nencryption-algorithm aes-gcm\ndecryption-key ${secret}\ndecryption-nonce ${"07".repeat(12)}\nx ${key}\nox ${key}\nsize 1017\ndim 640x480\nblurhash LNAdAqj[00aymkj[TKay9}ay-Sj[\nname boat.jpg`,
        // The smallest PNG, a JPEG and a WebP of one pixel.
        base64("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="),
        base64("/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k="),
        base64("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="),
    ],
    vault_file: [
        json({ version: 1, secrets: { "identity-key": secret, "database-key": "07".repeat(32), "wallet-connection": "6e" } }),
        json({ version: 1, sealed: { kdf: "argon2id", memory_kib: 65536, passes: 3, salt: "00", nonce: "00", ciphertext: "00" } }), "{}", "",
    ],
    store_migration: [Buffer.alloc(64, 1), Buffer.from(Array.from({ length: 256 }, (_, n) => n)), Buffer.alloc(512, 201)],
    backup_archive: [
        manifest({ version: 1, made_at: 1800000000, npub: "npub1x", ncryptsec: "ncryptsec1x", remote_signer: null, wallet_connection: "6e", database_key: "07".repeat(32), database_bytes: 3 }, "abc"),
        manifest({ version: 2 }, ""), manifest({ version: 1, database_bytes: 9 }, "abc"),
        Buffer.concat([Buffer.from("knock-backup\u0001"), Buffer.from([0, 0, 0, 8, 0, 0, 0, 1]), Buffer.alloc(200, 7)]),
    ],
    ffi_input: [
        "bob@wallet.example\nlno1x\nhttps://files.example\n127.0.0.1:9050\n" + key + "\nwss://a.example\nwss://b.example",
        `npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg\n${key}\n3600\nwss://a.example`,
        record("leader monkey parrot"), Buffer.concat([Buffer.from([0, 0, 0, 2]), record(nsec), record("x")]), Buffer.alloc(64),
    ],
};

for (const [target, inputs] of Object.entries(seeds)) {
    mkdirSync(join(folder, target), { recursive: true });
    inputs.forEach((input, n) => writeFileSync(join(folder, target, `seed-${n}`), input));
}
