//! Who serves pages: a service of static files by itself, and the edge with a build in its image.

use crate::support::Sandbox;

/// A project of these answers.
fn made(answers: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("answers.yaml", answers);
    let ran = sandbox.run(&["init", "--answers", "answers.yaml", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    sandbox
}

const SITES: &str = "
dockwright: 1
name: sites
services:
  docs: {kind: static, path: docs, route: /docs, production: {into: edge}}
  shop: {kind: vite, path: shop, route: /shop, production: {into: edge}}
  api: {kind: fastapi, path: api, route: /shop/api}
  web: {kind: fastapi, path: web, route: /, health: /login}
backing:
  edge: {kind: EDGE, development: none}
features: {hot_reload: mount}
";

#[test]
fn the_path_that_answers_is_the_one_that_is_asked() {
    let sandbox = Sandbox::empty();
    let set = "services.site.health=/pages/";
    let ran = sandbox.run(&["init", "--preset", "static", "--set", set, "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let image = sandbox.read("docker/site/Dockerfile");
    let asked = "http://127.0.0.1:8080/pages/\"]";
    assert_eq!(image.matches(asked).count(), 2, "{image}");
}

#[test]
fn only_names_that_change_with_their_content_are_kept_for_ever() {
    let edge = made(&SITES.replace("EDGE", "nginx")).read("docker/edge/nginx.conf");
    assert!(
        edge.contains(
            r#"
map $uri $cache_control {
    default "";
    ~^/shop/assets/ "public, max-age=31536000, immutable";
    ~^/shop/api/ "";
    ~^/shop/ no-cache;
    ~^/docs/ no-cache;
}
"#
        ),
        "{edge}"
    );
    for (path, found) in [
        ("/docs/", "$uri $uri/ =404;"),
        ("/shop/", "$uri /shop/index.html;"),
        ("/shop/assets/", "$uri =404;"),
    ] {
        let block = format!("    location {path} {{\n        try_files {found}\n    }}\n");
        assert!(edge.contains(&block), "{block}\n{edge}");
    }
    assert!(!edge.contains("/docs/assets/"), "{edge}");
    let edge = made(&SITES.replace("EDGE", "caddy")).read("docker/edge/Caddyfile");
    assert!(
        edge.contains("handle /shop/assets/* {") && !edge.contains("/docs/assets/"),
        "{edge}"
    );
    assert!(
        edge.contains("try_files {path} /shop/index.html") && !edge.contains("/docs/index.html"),
        "{edge}"
    );
}

#[test]
fn the_log_leaves_out_the_check_and_no_page() {
    for (kind, path, left_out) in [
        (
            "nginx",
            "docker/edge/nginx.conf",
            "map $remote_addr $logged {\n    default   1;\n    127.0.0.1 0;\n}\n",
        ),
        (
            "caddy",
            "docker/edge/Caddyfile",
            "\t@inside remote_ip 127.0.0.1\n\tlog_skip @inside\n",
        ),
    ] {
        let edge = made(&SITES.replace("EDGE", kind)).read(path);
        assert!(edge.contains(left_out), "{edge}");
        // The page that the check asks is one that people log in at.
        assert!(!edge.contains("/login"), "{edge}");
    }
}
