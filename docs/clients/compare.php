<?php
// BASE_URL=… TOKEN=… php compare.php selfie.jpg id-face.jpg     (PHP 8 with its curl extension)
$curl = curl_init(getenv('BASE_URL') . '/ExtFaceComparison/Compare');
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_TIMEOUT => 35,
    CURLOPT_HTTPHEADER => ['Authorization: Bearer ' . getenv('TOKEN')],
    CURLOPT_POSTFIELDS => [
        'LivenessFace' => new CURLFile($argv[1], null, 'picture'),
        'FaceFromDocument' => new CURLFile($argv[2], null, 'picture'),
    ],
]);
$text = curl_exec($curl);
$status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
if ($text === false) $text = curl_error($curl); // no such file, or no answer: status 0
$answer = json_decode($text, true);
$messages = implode(PHP_EOL, $answer['messages'] ?? [$text]); // a 413 of AWS itself has no messages
if ($status !== 200) {
    fwrite(STDERR, "HTTP $status: $messages" . PHP_EOL);
    exit(1);
}
['isFaceMatch' => $match, 'matchingSimilarity' => $similarity, 'status' => $code] = $answer['result'];
printf("match=%s similarity=%s status=%s\n%s\n", json_encode($match), json_encode($similarity), $code, $messages);
