"""Asks Patroni's REST API: JSON lines in, JSON lines out; ends with its input.

A question ({"id", "address", "method", "path", "timeout"}) is answered once. A watch ({"watch", "address", "path",
"every"}) asks again and again over one connection, and sends a body only when it differs from the one before;
{"unwatch": id} ends it.
"""
import http.client, json, sys, threading, time

lock = threading.Lock()
watches = {}


def tell(result):
    with lock:
        print(json.dumps(result), flush=True)


def fetch(connection, method, path):
    connection.request(method, path)
    response = connection.getresponse()
    return response.status, response.read(262144).decode("utf-8", "replace")


def answer(question):
    result = {"id": question["id"], "status": None, "body": "", "problem": None}
    connection = http.client.HTTPConnection(question["address"], timeout=question["timeout"])
    try:
        result["status"], result["body"] = fetch(connection, question["method"], question["path"])
    except Exception as error:
        result["problem"] = str(error) or type(error).__name__
    connection.close()
    tell(result)


def watch(order):
    # Patroni may think long while it can't reach ZooKeeper: one patient question is better than many given up.
    connection = http.client.HTTPConnection(order["address"], timeout=20)
    known = None
    while watches.get(order["watch"]) is order:
        begun = time.monotonic()
        result = {"watch": order["watch"], "status": None, "body": None, "problem": None}
        try:
            status, body = fetch(connection, "GET", order["path"])
            result["status"] = status
            if (status, body) != known:
                known = (status, body)
                result["body"] = body
        except Exception as error:
            connection.close()
            known = None
            result["problem"] = str(error) or type(error).__name__
        tell(result)
        time.sleep(max(0.05, order["every"] - (time.monotonic() - begun)))
    connection.close()


for line in sys.stdin:
    message = json.loads(line)
    if "unwatch" in message:
        watches.pop(message["unwatch"], None)
    elif "watch" in message:
        watches[message["watch"]] = message
        threading.Thread(target=watch, args=(message,), daemon=True).start()
    else:
        threading.Thread(target=answer, args=(message,), daemon=True).start()
