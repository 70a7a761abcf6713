<?php
// BASE_URL=… APP_ID=… APP_SECRET=… php compare.php selfie.jpg id-face.jpg     (PHP 8 with its curl extension)
const ATTEMPTS = 4;

/** Sends a request, and again after 429, 5xx and failures of the network. It waits for as long as Retry-After says, or for 1, 2 and 4 seconds. */
function send(string $path, array|string $body, array $headers = []): array
{
    for ($attempt = 1; ; $attempt++) {
        // Some randomness, so that clients that failed together do not come back together.
        $seconds = 2 ** ($attempt - 1) * (0.75 + mt_rand() / mt_getrandmax() / 2);
        $curl = curl_init(getenv('BASE_URL') . $path);
        curl_setopt_array($curl, [
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 35,
            CURLOPT_HTTPHEADER => $headers,
            CURLOPT_POSTFIELDS => $body,
            CURLOPT_HEADERFUNCTION => function ($_, string $line) use (&$seconds): int {
                if (preg_match('/^retry-after: *(\d+)/i', $line, $found)) $seconds = (int) $found[1];
                return strlen($line);
            },
        ]);
        $text = curl_exec($curl);
        $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
        // A response that breaks off has a status, but no text.
        if ($text !== false && $status === 200) return json_decode($text, true);
        if ($attempt === ATTEMPTS || ($text !== false && $status !== 429 && $status < 500)) {
            fwrite(STDERR, ($text === false ? curl_error($curl) : "HTTP $status: $text") . PHP_EOL);
            exit(1);
        }
        usleep((int) ($seconds * 1_000_000));
    }
}

['access_token' => $token] = send('/oauth2/token', http_build_query([
    'grant_type' => 'client_credentials',
    'client_id' => getenv('APP_ID'),
    'client_secret' => getenv('APP_SECRET'),
]));
// One key for all attempts: the API compares and stores once.
$headers = ["Authorization: Bearer $token", 'Idempotency-Key: ' . bin2hex(random_bytes(16))];
['result' => $result, 'messages' => $messages] = send('/ExtFaceComparison/Compare', [
    'LivenessFace' => new CURLFile($argv[1], null, 'picture'),
    'FaceFromDocument' => new CURLFile($argv[2], null, 'picture'),
], $headers);
['isFaceMatch' => $match, 'matchingSimilarity' => $similarity, 'status' => $code] = $result;
printf("match=%s similarity=%s status=%s\n%s\n", json_encode($match), json_encode($similarity), $code, implode(PHP_EOL, $messages));
