#!/bin/sh
# BASE_URL=… TOKEN=… sh compare.sh selfie.jpg id-face.jpg     (curl 7.76 or newer, jq)
# The token goes in by standard input, because other users of a machine can read command lines.
answer=$(printf 'Authorization: Bearer %s' "$TOKEN" | curl --silent --show-error --fail-with-body --header @- \
  --form "LivenessFace=@\"$1\";filename=picture" --form "FaceFromDocument=@\"$2\";filename=picture" \
  "$BASE_URL/ExtFaceComparison/Compare")
code=$?
if [ "$code" -ne 0 ]; then
  # A 413 of AWS itself has no messages.
  printf '%s\n' "$answer" | jq --raw-output '.messages[]' >&2 2>/dev/null || printf '%s\n' "$answer" >&2
  exit "$code"
fi
printf '%s\n' "$answer" | jq --raw-output \
  '"match=\(.result.isFaceMatch) similarity=\(.result.matchingSimilarity) status=\(.result.status)", .messages[]'
