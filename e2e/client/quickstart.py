"""The quickstart's way in Python: lines that start with `data: `, until one is `done`."""

import json
import sys

import requests

base, organization, site, question = sys.argv[1:]
response = requests.post(
    f"{base}/v1/orgs/{organization}/sites/{site}/ask",
    headers={"Authorization": "Bearer unused", "Content-Type": "application/json"},
    json={"question": question, "scope": {"mode": "all"}},
    stream=True,
    timeout=30,
)
response.raise_for_status()

answers = []
for line in response.iter_lines():
    line = line.decode("utf-8")
    if not line.startswith("data: "):
        continue
    data = line[len("data: "):]
    if data == "done":
        break
    answers.append(json.loads(data))
else:
    sys.exit("the stream ended without its marker")

print(json.dumps(answers))
