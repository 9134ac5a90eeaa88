"""Answers questions to Patroni's REST API: JSON lines in, JSON lines out; ends with its input."""
import http.client, json, sys, threading

lock = threading.Lock()


def answer(question):
    result = {"id": question["id"], "status": None, "body": "", "problem": None}
    try:
        connection = http.client.HTTPConnection(question["address"], timeout=question["timeout"])
        connection.request(question["method"], question["path"])
        response = connection.getresponse()
        result["status"] = response.status
        result["body"] = response.read(262144).decode("utf-8", "replace")
        connection.close()
    except Exception as error:
        result["problem"] = str(error) or type(error).__name__
    with lock:
        print(json.dumps(result), flush=True)


for line in sys.stdin:
    threading.Thread(target=answer, args=(json.loads(line),), daemon=True).start()
