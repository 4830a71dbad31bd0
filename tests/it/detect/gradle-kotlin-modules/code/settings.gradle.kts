rootProject.name = "fleet"

include(
    ":tracker",
    ":geo",
)
