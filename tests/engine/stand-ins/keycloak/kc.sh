#!/usr/local/bin/python3
"""kc.sh build; kc.sh start-dev; kc.sh start --optimized."""

import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import psycopg

SETTLED = ["KC_DB", "KC_CACHE", "KC_HEALTH_ENABLED", "KC_HTTP_RELATIVE_PATH"]
built, env = Path("/opt/keycloak/lib/built.json"), os.environ
if sys.argv[1] == "build":
    built.write_text(json.dumps({name: env[name] for name in SETTLED if name in env}))
    sys.exit()
optimized = "--optimized" in sys.argv
assert optimized == (sys.argv[1] == "start"), sys.argv
settled = json.loads(built.read_text()) if optimized else env
assert settled["KC_DB"] == "postgres" and settled["KC_HEALTH_ENABLED"] == "true"
assert not optimized or env["KC_HTTP_ENABLED"] == "true" and env["KC_PROXY_HEADERS"] == "xforwarded"
Path("/opt/keycloak/data/written").write_text("by the stand-in")
base = settled.get("KC_HTTP_RELATIVE_PATH", "")
database = psycopg.connect(
    host=env["KC_DB_URL_HOST"], port=env.get("KC_DB_URL_PORT", "5432"), dbname=env["KC_DB_URL_DATABASE"],
    user=env["KC_DB_USERNAME"], password=env["KC_DB_PASSWORD"], autocommit=True,
)
database.execute("CREATE TABLE IF NOT EXISTS people (name text PRIMARY KEY, password text)")
first = env["KC_BOOTSTRAP_ADMIN_USERNAME"], env["KC_BOOTSTRAP_ADMIN_PASSWORD"]
if not database.execute("SELECT 1 FROM people").fetchone():
    database.execute("INSERT INTO people VALUES (%s, %s)", first)


class Handler(BaseHTTPRequestHandler):
    def answer(self, status, body):
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.server.server_port == 9000 and self.path == f"{base}/health/ready":
            return self.answer(200, {"status": "UP"})
        end = "/.well-known/openid-configuration"
        if self.server.server_port == 8080 and self.path.startswith(f"{base}/realms/") and self.path.endswith(end):
            realm = self.path.removeprefix(base).removesuffix(end)
            front = env["KC_HOSTNAME"]
            inside = self.headers["Host"].startswith(f"{os.environ['HOSTNAME']}:") or ":8080" in self.headers["Host"]
            back = f"http://{self.headers['Host']}{base}" if inside and env["KC_HOSTNAME_BACKCHANNEL_DYNAMIC"] == "true" else front
            return self.answer(200, {"issuer": front + realm, "token_endpoint": f"{back}{realm}/protocol/openid-connect/token"})
        self.answer(404, {})

    def do_POST(self):
        fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        name, password = fields["username"][0], fields["password"][0]
        found = database.execute("SELECT 1 FROM people WHERE name = %s AND password = %s", (name, password)).fetchone()
        self.answer(200, {"access_token": "a-token"}) if found else self.answer(401, {"error": "invalid_grant"})


signals = {signal.SIGTERM, signal.SIGINT}
signal.pthread_sigmask(signal.SIG_BLOCK, signals)
for port in [8080, 9000]:
    threading.Thread(target=ThreadingHTTPServer(("0.0.0.0", port), Handler).serve_forever, daemon=True).start()
signal.sigwait(signals)
sys.exit(143)
