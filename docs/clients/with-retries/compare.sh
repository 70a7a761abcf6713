#!/bin/sh
# BASE_URL=… APP_ID=… APP_SECRET=… sh compare.sh selfie.jpg id-face.jpg     (curl 7.76 or newer, jq)
# Fetches a token and compares. curl sends a request again after 408, 429 and 5xx and where nobody listens or answers: after as
# many seconds as Retry-After says, or after 1, 2 and 4. It does not do so after a connection that breaks.
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
trap 'exit 1' HUP INT TERM

# Credentials and token go in by standard input, because other users of a machine can read command lines.
send() {
  curl --silent --show-error --fail-with-body --max-time 35 --retry 3 --retry-connrefused --output "$answer" "$@" && return
  code=$?
  # 22 is an error status. After other failures the file may hold a part of a token.
  [ "$code" -ne 22 ] || cat "$answer" >&2
  exit "$code"
}

printf 'user = "%s:%s"\n' "$APP_ID" "$APP_SECRET" |
  send --config - --data grant_type=client_credentials "$BASE_URL/oauth2/token" || exit
token=$(jq --raw-output .access_token "$answer")

# One key for all attempts: the API compares and stores once.
key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf 'Authorization: Bearer %s\n' "$token" |
  send --header @- --header "Idempotency-Key: $key" \
    --form "LivenessFace=@\"$1\";filename=picture" --form "FaceFromDocument=@\"$2\";filename=picture" \
    "$BASE_URL/ExtFaceComparison/Compare" || exit
jq --raw-output '"match=\(.result.isFaceMatch) similarity=\(.result.matchingSimilarity) status=\(.result.status)", .messages[]' "$answer"
