plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
}

android {
    namespace = "app.knock"
    compileSdk = 35

    defaultConfig {
        applicationId = "app.knock"
        minSdk = 26
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
        // Those that scripts/build-android.sh builds the core for.
        // Breez's services want to know whose app it is: -Pknock.breezApiKey=…
        buildConfigField("String", "BREEZ_API_KEY", "\"${providers.gradleProperty("knock.breezApiKey").getOrElse("")}\"")
        ndk { abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64") }
    }

    // The core: its Kotlin, and its libraries as scripts/build-android.sh leaves them.
    sourceSets["main"].kotlin.srcDirs("../bindings/src/main/kotlin", "../bindings/generated")
    sourceSets["main"].jniLibs.srcDirs("../../target/android/aar/jni")

    // Breez, where the library was built with it: only then are its bindings there.
    if (file("../bindings/generated/app/knock/ffi/breez").isDirectory) {
        sourceSets["main"].kotlin.srcDirs("src/breez/kotlin")
        sourceSets["main"].resources.srcDirs("src/breez/resources")
    }
    buildFeatures { buildConfig = true }

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "../bindings/consumer-rules.pro")
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    // Libraries may be mapped from the package as they are: aligned to the large pages of newer phones.
    packaging { jniLibs.useLegacyPackaging = false }
}

kotlin { jvmToolchain(17) }

dependencies {
    implementation(libs.coroutines.android)
    implementation(libs.zxing)
    // As an AAR, since that holds JNA's own native part for phones.
    implementation(libs.jna) { artifact { type = "aar" } }
}
