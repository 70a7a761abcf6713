# BASE_URL=… TOKEN=… python3 compare.py selfie.jpg id-face.jpg     (Python 3, standard library)
import json, os, sys, uuid
from urllib.error import HTTPError
from urllib.request import Request, urlopen

boundary = uuid.uuid4().hex
body = b""
try:
    for name, path in zip(("LivenessFace", "FaceFromDocument"), sys.argv[1:3]):
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="picture"\r\n\r\n'
        with open(path, "rb") as file:
            body += head.encode() + file.read() + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    headers = {"Authorization": "Bearer " + os.environ["TOKEN"], "Content-Type": f"multipart/form-data; boundary={boundary}"}
    with urlopen(Request(os.environ["BASE_URL"] + "/ExtFaceComparison/Compare", body, headers), timeout=35) as response:
        answer = json.load(response)
except HTTPError as error:
    text = error.read().decode()
    messages = json.loads(text).get("messages") if text.startswith("{") else None
    sys.exit(f"HTTP {error.code}: " + "\n".join(messages or [text]))  # a 413 of AWS itself has no messages
except OSError as error:
    sys.exit(str(error))  # no such file, or no answer
result = answer["result"]
print(f"match={str(result['isFaceMatch']).lower()} similarity={result['matchingSimilarity']} status={result['status']}")
print("\n".join(answer["messages"]))
