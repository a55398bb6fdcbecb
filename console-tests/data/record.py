"""Records the calls of the API of a console, which later versions must accept.

Usage: record.py CALLS.json URL > api-X.Y.Z.json

CALLS.json is a list of calls, such as the file of an earlier version: method, path, body, and "waits" to wait for the
end of the run that the call starts. Each call gets the status, the media type and the body of the response. The
console has no inputs, and the bucket audit-logs contains one connection log with three rows. Record the calls once,
with a build of the version. Never change the file of a released version.
"""

import http.cookiejar
import json
import sys
import time
import urllib.error
import urllib.request

CALLS, URL = sys.argv[1], sys.argv[2].rstrip("/")
OPENER = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def send(method, path, body=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data=data, method=method, headers=headers or {})
    if data is not None:
        request.add_header("Content-Type", "application/json")
    try:
        with OPENER.open(request, timeout=60) as response:
            return response.status, response.headers.get_content_type(), response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read().decode()


def parsed(media_type, text):
    if not text:
        return None
    if media_type == "text/event-stream":
        return [
            {
                "event": next(line[7:] for line in event.split("\n") if line.startswith("event: ")),
                "data": json.loads(next(line[6:] for line in event.split("\n") if line.startswith("data: "))),
            }
            for event in text.strip().split("\n\n")
        ]
    if media_type == "application/x-ndjson":
        return [json.loads(line) for line in text.splitlines()]
    return json.loads(text)


def started(input_id):
    """The start of the last run that ended; None while a run is in progress."""
    seen = json.loads(send("GET", f"/api/inputs/{input_id}")[2])
    runs = seen["lastRuns"]
    return None if seen["state"] != "idle" else runs[0]["started"] if runs else "never"


def main():
    token = json.loads(send("GET", "/api/session")[2])["csrfToken"]
    input_id = ""
    calls = json.load(open(CALLS, encoding="utf-8"))
    for call in calls:
        path = call["path"].replace("{id}", input_id)
        headers = {} if call["method"] == "GET" else {"X-Csrf-Token": token}
        body = json.loads(json.dumps(call["body"]).replace("{id}", input_id)) if "body" in call else None
        before = started(input_id) if call.get("waits") else None
        status, media_type, text = send(call["method"], path, body, headers)
        call["status"] = status
        response = parsed(media_type, text)
        if response is not None:
            call["mediaType"] = media_type
            call["response"] = response
        if status == 201:
            input_id = response["id"]
        while call.get("waits") and started(input_id) in (None, before):
            time.sleep(0.2)
    json.dump(calls, sys.stdout, indent=2)
    print()


main()
