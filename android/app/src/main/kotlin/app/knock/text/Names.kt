package app.knock.text

/** The first letter of a name; of a key, which has none of its own, a sign. */
fun initialOf(name: String): String {
    val trimmed = name.trim()
    if (trimmed.isEmpty() || trimmed.startsWith("npub1")) return "#"
    return String(Character.toChars(trimmed.codePointAt(0))).uppercase()
}

/** One of so many colours, the same for the same key on every phone. */
fun shadeOf(
    npub: String,
    shades: Int,
): Int = Math.floorMod(npub.hashCode(), shades)
