package app.knock.platform

/**
 * Calls what Android 8 does not have yet; whoever calls this has looked at the version. The check against hidden and
 * missing methods passes over what bears this.
 */
@Retention(AnnotationRetention.BINARY)
@Target(AnnotationTarget.FUNCTION, AnnotationTarget.CLASS)
annotation class NewerAndroid
