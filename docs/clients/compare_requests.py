# BASE_URL=… TOKEN=… python3 compare_requests.py selfie.jpg id-face.jpg     (Python 3, requests 2)
import os, sys

import requests

try:
    with open(sys.argv[1], "rb") as selfie, open(sys.argv[2], "rb") as id_face:
        response = requests.post(
            os.environ["BASE_URL"] + "/ExtFaceComparison/Compare",
            headers={"Authorization": "Bearer " + os.environ["TOKEN"]},
            files={"LivenessFace": ("picture", selfie), "FaceFromDocument": ("picture", id_face)},
            timeout=35,
        )
except OSError as error:
    sys.exit(str(error))  # no such file, or no answer
try:
    messages = response.json()["messages"]
except (ValueError, KeyError):  # a 413 of AWS itself
    messages = [response.text]
if response.status_code != 200:
    sys.exit(f"HTTP {response.status_code}: " + "\n".join(messages))
result = response.json()["result"]
match = str(result["isFaceMatch"]).lower()
print(f"match={match} similarity={result['matchingSimilarity']} status={result['status']}")
print("\n".join(messages))
