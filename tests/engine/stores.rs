//! Kafka with topics, Keycloak with a database of its own and Elasticsearch, in both contexts.
//!
//! On the rig none of the three is the real one: Tansu, which speaks Kafka's protocol, stands for Kafka and `OSMem`, which has
//! the same API, for Elasticsearch; of Keycloak there is the contract alone. `stand-ins/` says what they do not show.

use std::fs;

use dockwright::core::answers::Context;

use crate::support::compose::Stack;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::isolation::all_confined;
use crate::support::process::run;
use crate::support::project;
use crate::support::rig;
use crate::support::steps::Steps;

/// The project.
pub const ANSWERS: &str = include_str!("answers/stores.yaml");

#[test]
fn topics_logins_and_search() {
    let Some((rig, _turn)) = rig::engine("stores") else {
        return;
    };
    if !rig::has(rig, "stores", &["curl"]) {
        return;
    }
    let mut steps = Steps::of("stores");
    let project = project::answered("stores", ANSWERS);
    project.shift_ports(rig);
    {
        let stack = Stack::development(rig, &project);
        steps.must("docker compose up --build --wait", || stack.up());
        topics(&mut steps, &stack);
        let port = stack.published("login", 8080);
        logins(&mut steps, &stack, port, "development-only");
        search(&mut steps, &stack);
        steps.check("development: stop", || stops(&stack));
    }
    let stack = Stack::production(rig, &project);
    steps.must("production: docker compose up --build --wait", || {
        stack.up();
    });
    topics(&mut steps, &stack);
    let (_, _, edge) = stack.edge();
    let word = fs::read_to_string(project.path("secrets/login_admin_password")).unwrap();
    logins(&mut steps, &stack, edge, word.trim());
    search(&mut steps, &stack);
    steps.check(
        "production: who logs in is known after `down` and `up`, and a topic is not made twice",
        || {
            stack.run(&["down"]).ok();
            stack.up();
            assert!(token(edge, word.trim()).contains("a-token"));
            assert_eq!(described(&stack).lines().count(), 2);
        },
    );
    steps.check(
        "production: no root, no capability, nothing to write, no secret told, and nothing but the edge is published",
        || all_confined(&stack, &project),
    );
    steps.check("production: stop", || stops(&stack));
    let passed = steps.done();
    for context in Context::BOTH {
        passed.record(rig, &project, context);
    }
}

/// `TOPIC PARTITIONS` a line, as the broker says.
fn described(stack: &Stack) -> String {
    let topics = "/opt/kafka/bin/kafka-topics.sh --bootstrap-server events:19092 --describe";
    let said = stack.exec("events", &["sh", "-c", topics]);
    let lines = said.lines().filter_map(|line| {
        let (topic, rest) = line
            .strip_prefix("Topic: ")?
            .split_once(char::is_whitespace)?;
        let count = rest.split("PartitionCount: ").nth(1)?;
        let count = count.split_whitespace().next()?;
        Some(format!("{topic} {count}\n"))
    });
    let mut lines: Vec<String> = lines.filter(|line| !line.starts_with("__")).collect();
    lines.sort();
    lines.concat()
}

fn topics(steps: &mut Steps, stack: &Stack) {
    steps.check("the topics are there, each with its partitions", || {
        assert_eq!(described(stack), "orders.created 6\nstock.moved 1\n");
    });
    steps.check("a message from one container to another, by the address that api knows", || {
        let known = stack.exec("api", &["printenv", "KAFKA_BOOTSTRAP_SERVERS"]);
        let server = known.trim();
        let script = format!(
            "cd /opt/kafka/bin; echo hello | ./kafka-console-producer.sh --bootstrap-server {server} --topic stock.moved; \
             ./kafka-console-consumer.sh --bootstrap-server {server} --topic stock.moved --from-beginning --max-messages 1"
        );
        let ran = stack.run(&["run", "--rm", "-T", "--no-deps", "events-setup", "sh", "-ec", &script]).ok();
        assert!(ran.stdout.lines().any(|line| line == "hello"), "{ran}");
    });
}

fn logins(steps: &mut Steps, stack: &Stack, port: u16, word: &str) {
    steps.check("the issuer is one, for browsers and for the stack", || {
        let path = "/.well-known/openid-configuration";
        let outside = Client::new(port).get(&format!("/auth/realms/app{path}"));
        let outside: serde_json::Value = serde_json::from_str(&outside.body).unwrap();
        let code = "import json, os, urllib.request as u; \
                    print(json.dumps([os.environ['OIDC_ISSUER'], json.load(u.urlopen(os.environ['OIDC_INTERNAL_URL'] + '/.well-known/openid-configuration', timeout=10))]))";
        let inside: serde_json::Value = serde_json::from_str(&stack.exec("api", &["python", "-c", code])).unwrap();
        assert_eq!(outside["issuer"], format!("http://localhost:{port}/auth/realms/app"));
        assert_eq!((&inside[0], &inside[1]["issuer"]), (&outside["issuer"], &outside["issuer"]));
        let asked = inside[1]["token_endpoint"].as_str().unwrap();
        assert!(asked.starts_with("http://login:8080/auth/"), "{asked}");
    });
    steps.check(
        "the administrator is known by the password of the file alone",
        || {
            assert!(token(port, word).contains("a-token"));
            assert!(!token(port, "wrong").contains("a-token"));
        },
    );
}

/// What the token address answers to the administrator.
fn token(port: u16, word: &str) -> String {
    let mut curl = std::process::Command::new("curl");
    curl.args([
        "--silent",
        "--data",
        "grant_type=password&client_id=admin-cli&username=admin",
        "--data",
    ]);
    curl.arg(format!("password={word}"));
    let url = format!("http://localhost:{port}/auth/realms/master/protocol/openid-connect/token");
    run(curl.arg(url)).ok().stdout
}

fn search(steps: &mut Steps, stack: &Stack) {
    steps.check("a document is found by a word of it, and not without the password", || {
        let code = "import base64, json, os, urllib.error, urllib.request as u\n\
            word = os.environ.get('ELASTICSEARCH_PASSWORD') or open(os.environ['ELASTICSEARCH_PASSWORD_FILE']).read().strip()\n\
            def ask(method, path, body, word=word):\n\
            \x20   r = u.Request(os.environ['ELASTICSEARCH_URL'] + path, json.dumps(body).encode(), method=method)\n\
            \x20   r.add_header('Content-Type', 'application/json')\n\
            \x20   user = os.environ['ELASTICSEARCH_USER'] + ':' + word\n\
            \x20   r.add_header('Authorization', 'Basic ' + base64.b64encode(user.encode()).decode())\n\
            \x20   return json.load(u.urlopen(r, timeout=10))\n\
            ask('PUT', '/papers/_doc/1?refresh=true', {'text': 'the quick brown fox'})\n\
            print('found:', ask('POST', '/papers/_search', {'query': {'match': {'text': 'brown'}}})['hits']['hits'][0]['_id'])\n\
            try:\n\
            \x20   ask('POST', '/papers/_search', {}, 'wrong')\n\
            except urllib.error.HTTPError as error:\n\
            \x20   print('refused:', error.code)\n";
        let said = stack.exec("api", &["python", "-c", code]);
        assert!(said.contains("found: 1") && said.contains("refused: 401"), "{said}");
    });
}
