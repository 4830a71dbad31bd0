//! Presets as they are, and with what changes their Dockerfiles and scripts: each is linted.

/// Groups of arguments of `dockwright init`.
pub const VARIANTS: [&[&[&str]]; 4] = [&NEXT_AND_GO, &COMPILED, &NODE, &PYTHON];

/// Presets without Django, as they are and with what changes their Dockerfiles and scripts.
const NEXT_AND_GO: [&[&str]; 8] = [
    &["--preset", "rails-postgres"],
    &[
        "--preset",
        "rails-postgres",
        "--set",
        "features.hot_reload=watch",
        "--set",
        "features.debugger=false",
        "--set",
        "services.web.with.javascript=npm",
    ],
    &["--preset", "next-go-postgres"],
    &[
        "--preset",
        "next-go-postgres",
        "--set",
        "features.debugger=false",
        "--set",
        "services.web.with.manager=pnpm",
    ],
    &[
        "--preset",
        "next-go-postgres",
        "--set",
        "features.hot_reload=watch",
        "--set",
        "services.web.with.manager=yarn",
    ],
    &["--preset", "go-postgres"],
    &["--preset", "nextjs-postgres"],
    &[
        "--preset",
        "nextjs-postgres",
        "--set",
        "features.hot_reload=watch",
    ],
];

/// Presets whose code is compiled, likewise.
const COMPILED: [&[&str]; 6] = [
    &["--preset", "rust-postgres"],
    &[
        "--preset",
        "rust-postgres",
        "--set",
        "services.api.with.framework=actix",
        "--set",
        "features.debugger=false",
        "--set",
        "features.hot_reload=watch",
    ],
    &["--preset", "spring-postgres"],
    &[
        "--preset",
        "spring-postgres",
        "--set",
        "features.debugger=false",
        "--set",
        "features.hot_reload=watch",
    ],
    &[
        "--preset",
        "spring-postgres",
        "--set",
        "services.api.with.build=gradle",
        "--set",
        "services.api.with.java=21",
        "--set",
        "features.debugger=false",
    ],
    &[
        "--preset",
        "rust-postgres",
        "--set",
        "services.api.kind=aspnet",
        "--set",
        "services.api.path=api",
        "--set",
        "services.api.with={workspace: ., libraries: [words], settings: [global.json]}",
        "--set",
        "features.debugger=false",
    ],
];

/// Node's servers and static files, as they are and with what changes their Dockerfiles and scripts.
const NODE: [&[&str]; 6] = [
    &["--preset", "express-postgres"],
    &[
        "--preset",
        "express-postgres",
        "--set",
        "services.api.with.framework=fastify",
        "--set",
        "services.api.with.manager=yarn",
        "--set",
        "services.api.with.build=build",
        "--set",
        "features.hot_reload=watch",
    ],
    &["--preset", "nestjs-bullmq"],
    &[
        "--preset",
        "nestjs-bullmq",
        "--set",
        "services.api.with.manager=pnpm",
        "--set",
        "features.hot_reload=watch",
        "--set",
        "features.debugger=false",
    ],
    &["--preset", "static"],
    &[
        "--preset",
        "static",
        "--set",
        "services.site.with.folder=.",
        "--set",
        "features.hot_reload=watch",
    ],
];

/// Flask, and Celery with its dashboard, likewise.
const PYTHON: [&[&str]; 5] = [
    &["--preset", "flask-postgres"],
    &[
        "--preset",
        "flask-postgres",
        "--set",
        "services.web.with.manager=uv",
        "--set",
        "features.hot_reload=watch",
    ],
    &[
        "--preset",
        "flask-postgres",
        "--set",
        "services.web.with.manager=poetry",
        "--set",
        "features.debugger=false",
    ],
    &["--preset", "django-celery"],
    &[
        "--preset",
        "django-celery",
        "--set",
        "features.hot_reload=watch",
    ],
];
