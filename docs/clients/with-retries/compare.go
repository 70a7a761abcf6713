// BASE_URL=… APP_ID=… APP_SECRET=… go run compare.go selfie.jpg id-face.jpg     (Go 1.18 or newer)
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math"
	random "math/rand"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"
)

const attempts = 4

var client = http.Client{Timeout: 35 * time.Second}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

// Sends a request, and again after 429, 5xx and failures of the network. It waits for as long as Retry-After says, or for 1, 2 and 4 seconds.
func send(path string, body []byte, headers map[string]string, answer any) {
	for attempt := 1; ; attempt++ {
		request := must(http.NewRequest("POST", os.Getenv("BASE_URL")+path, bytes.NewReader(body)))
		for name, value := range headers {
			request.Header.Set(name, value)
		}
		response, err := client.Do(request)
		var text []byte
		if err == nil {
			text, err = io.ReadAll(response.Body)
			response.Body.Close()
		}
		if err == nil && response.StatusCode == 200 {
			must(0, json.Unmarshal(text, answer))
			return
		}
		if err == nil && response.StatusCode != 429 && response.StatusCode < 500 || err == nil && attempt == attempts {
			log.Fatalf("HTTP %s: %s", response.Status, text)
		}
		if attempt == attempts {
			log.Fatal(err)
		}
		// Some randomness, so that clients that failed together do not come back together.
		seconds := math.Pow(2, float64(attempt-1)) * (0.75 + random.Float64()/2)
		if err == nil {
			if given, bad := strconv.Atoi(response.Header.Get("Retry-After")); bad == nil {
				seconds = float64(given)
			}
		}
		time.Sleep(time.Duration(seconds * float64(time.Second)))
	}
}

func main() {
	credentials := url.Values{"grant_type": {"client_credentials"}, "client_id": {os.Getenv("APP_ID")}, "client_secret": {os.Getenv("APP_SECRET")}}
	var granted struct {
		Token string `json:"access_token"`
	}
	send("/oauth2/token", []byte(credentials.Encode()), map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, &granted)

	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	must(must(form.CreateFormFile("LivenessFace", "picture")).Write(must(os.ReadFile(os.Args[1]))))
	must(must(form.CreateFormFile("FaceFromDocument", "picture")).Write(must(os.ReadFile(os.Args[2]))))
	must(0, form.Close())
	key := make([]byte, 16)
	must(rand.Read(key))
	// One key for all attempts: the API compares and stores once.
	headers := map[string]string{"Authorization": "Bearer " + granted.Token, "Content-Type": form.FormDataContentType(), "Idempotency-Key": fmt.Sprintf("%x", key)}
	var answer struct {
		Messages []string
		Result   struct {
			IsFaceMatch        bool
			MatchingSimilarity json.Number
			Status             string
		}
	}
	send("/ExtFaceComparison/Compare", body.Bytes(), headers, &answer)
	result := answer.Result
	fmt.Printf("match=%t similarity=%s status=%s\n%q\n", result.IsFaceMatch, result.MatchingSimilarity, result.Status, answer.Messages)
}
