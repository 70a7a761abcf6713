# BASE_URL=… APP_ID=… APP_SECRET=… python3 compare.py selfie.jpg id-face.jpg     (Python 3, requests 2)
import os, sys, uuid

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

# Sends a request again after 429, 5xx and failures of the network. It waits for as long as Retry-After says, or ever longer.
# It does not do so after a response that breaks off.
retries = Retry(
    total=3, backoff_factor=1, status_forcelist=[429, 500, 502, 503, 504], allowed_methods=None, raise_on_status=False
)
session = requests.Session()
session.mount("http://", HTTPAdapter(max_retries=retries))
session.mount("https://", HTTPAdapter(max_retries=retries))


def send(path, **parts):
    response = session.post(os.environ["BASE_URL"] + path, timeout=35, **parts)
    if response.status_code != 200:
        sys.exit(f"HTTP {response.status_code}: {response.text}")
    return response.json()


try:
    credentials = (os.environ["APP_ID"], os.environ["APP_SECRET"])
    token = send("/oauth2/token", auth=credentials, data={"grant_type": "client_credentials"})["access_token"]
    # One key for all attempts: the API compares and stores once.
    headers = {"Authorization": "Bearer " + token, "Idempotency-Key": str(uuid.uuid4())}
    with open(sys.argv[1], "rb") as selfie, open(sys.argv[2], "rb") as id_face:
        files = {"LivenessFace": ("picture", selfie), "FaceFromDocument": ("picture", id_face)}
        answer = send("/ExtFaceComparison/Compare", headers=headers, files=files)
except OSError as error:
    sys.exit(str(error))  # no such file, or no response
result = answer["result"]
match = str(result["isFaceMatch"]).lower()
print(f"match={match} similarity={result['matchingSimilarity']} status={result['status']}")
print("\n".join(answer["messages"]))
