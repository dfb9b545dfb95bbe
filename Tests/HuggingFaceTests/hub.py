"""A Hub of one data set on the loopback interface, which misbehaves on request.

Prints its port, then one line of JSON per request on standard error's stead: to the file argv[2].
argv[1] is a JSON file: {"files": {path: base64}, "moods": {...}}.
"""
import base64
import hashlib
import http.server
import json
import sys
import threading

config = json.load(open(sys.argv[1]))
files = {path: base64.b64decode(data) for path, data in config["files"].items()}
moods = config["moods"]
log = open(sys.argv[2], "w", buffering=1)
commit = "c0ffee" + "0" * 34
seen = {}


def git_hash(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class Hub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    is_network = False  # the content network: another port is another host

    def log_message(self, *arguments):
        pass

    def answer(self, status, body=b"", headers={}):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path = self.path
        log.write(json.dumps({
            "path": path, "range": self.headers.get("Range"), "network": self.is_network,
            "authorization": self.headers.get("Authorization")}) + "\n")
        count = seen[path] = seen.get(path, 0) + 1
        if "token" in moods and not self.is_network and self.headers.get("Authorization") != "Bearer " + moods["token"]:
            return self.answer(401, headers={"X-Error-Code": "RepoNotFound"})
        if moods.get("busy", 0) >= count:
            return self.answer(429, headers={"RateLimit": '"api";r=0;t=0'})
        if moods.get("broken", 0) >= count:
            return self.answer(503)
        if path.startswith("/api/datasets/o/n/revision/main"):
            return self.answer(200, json.dumps({"sha": commit}).encode())
        if path.startswith("/api/datasets/o/n/revision/"):
            return self.answer(404, headers={"X-Error-Code": "RevisionNotFound"})
        if path.startswith("/api/datasets/o/gated/"):
            return self.answer(403, headers={"X-Error-Code": "GatedRepo", "X-Error-Message": "ask first"})
        if path.startswith(f"/api/datasets/o/n/tree/{commit}"):
            return self.tree(path)
        prefix = f"/datasets/o/n/resolve/{commit}/"
        if path.startswith(prefix):
            name = path[len(prefix):].replace("%20", " ")
            if moods.get("redirect") and not self.is_network:
                return self.answer(302, headers={"Location": f"http://127.0.0.1:{network.server_port}{path}"})
            if moods.get("circle"):
                return self.answer(302, headers={"Location": path})
            return self.content(name, files[name], count)
        self.answer(404, headers={"X-Error-Code": "RepoNotFound"})

    def tree(self, path):
        entries = [{"type": "directory", "path": "data", "oid": "0" * 40, "size": 0}]
        for name, data in files.items():
            entry = {"type": "file", "path": name, "size": len(data), "oid": git_hash(data)}
            if len(data) > 1000:
                entry["lfs"] = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}
            entries.append(entry)
        if "climb" in moods:
            entries[-1]["path"] = "../climbed.txt"
        page = int(path.split("cursor=")[1]) if "cursor=" in path else 0
        headers = {}
        if page + 2 < len(entries):
            headers["Link"] = f'<http://127.0.0.1:{server.server_port}/api/datasets/o/n/tree/{commit}?recursive=1&cursor={page + 2}>; rel="next"'
        self.answer(200, json.dumps(entries[page:page + 2]).encode(), headers)

    def content(self, name, data, count):
        if moods.get("lie"):
            data = bytes([data[0] ^ 1]) + data[1:]
        start = 0
        wanted = self.headers.get("Range")
        if wanted and not moods.get("no_range"):
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(data):
                return self.answer(416)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start + moods.get('shift', 0)}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        end = len(data)
        if count <= moods.get("drop", 0):
            end = min(end, start + len(data) // 4 + 1)
        self.wfile.write(data[start:end])
        self.wfile.flush()
        if end < len(data):
            self.close_connection = True


class Network(Hub):
    is_network = True


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
network = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Network)
threading.Thread(target=network.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()  # ends with the test
