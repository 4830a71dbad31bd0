plugins {
    alias(libs.plugins.spring.boot)
}

java {
    toolchain {
        languageVersion = JavaLanguageVersion.of(21)
    }
}

dependencies {
    implementation(libs.spring.web)
    implementation(libs.bundles.spring.events)
    testImplementation("org.testcontainers:postgresql:1.20.0")
}
