// BASE_URL=… TOKEN=… go run compare.go selfie.jpg id-face.jpg     (Go 1.18 or newer)
package main

import ("bytes"; "encoding/json"; "fmt"; "log"; "mime/multipart"; "net/http"; "os")

func must[T any](value T, err error) T { if err != nil { log.Fatal(err) }; return value }

func main() {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	must(must(form.CreateFormFile("LivenessFace", "picture")).Write(must(os.ReadFile(os.Args[1]))))
	must(must(form.CreateFormFile("FaceFromDocument", "picture")).Write(must(os.ReadFile(os.Args[2]))))
	must(0, form.Close())
	request := must(http.NewRequest("POST", os.Getenv("BASE_URL")+"/ExtFaceComparison/Compare", &body))
	request.Header.Set("Authorization", "Bearer "+os.Getenv("TOKEN"))
	request.Header.Set("Content-Type", form.FormDataContentType())
	response := must(http.DefaultClient.Do(request))
	var answer struct { Messages []string; Result struct { IsFaceMatch bool; MatchingSimilarity json.Number; Status string } }
	json.NewDecoder(response.Body).Decode(&answer) // a 413 of AWS itself has no messages, or is no JSON
	if response.StatusCode != 200 { log.Fatalf("HTTP %s: %q", response.Status, answer.Messages) }
	result := answer.Result
	fmt.Printf("match=%t similarity=%s status=%s\n%q\n", result.IsFaceMatch, result.MatchingSimilarity, result.Status, answer.Messages)
}
