// BASE_URL=… APP_ID=… APP_SECRET=… java Compare.java selfie.jpg id-face.jpg     (Java 17 or newer; read the response with your JSON library)
import java.io.*;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import java.util.regex.*;

public class Compare {
  static final int ATTEMPTS = 4;
  static final HttpClient CLIENT = HttpClient.newHttpClient();

  static String find(String regex, String text) {
    var matcher = Pattern.compile(regex).matcher(text);
    if (!matcher.find()) throw new IllegalStateException("The response is not what the service sends.");
    return matcher.group(1);
  }

  static HttpRequest.Builder post(String path, String type, byte[] body) {
    return HttpRequest.newBuilder(URI.create(System.getenv("BASE_URL") + path)).timeout(Duration.ofSeconds(35))
        .header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  /** Sends a request, and again after 429, 5xx and failures of the network. It waits for as long as Retry-After says, or for 1, 2 and 4 seconds. */
  static String send(HttpRequest request) throws Exception {
    for (int attempt = 1; ; attempt++) {
      // Some randomness, so that clients that failed together do not come back together.
      long wait = (long) (1000 * Math.pow(2, attempt - 1) * (0.75 + Math.random() / 2));
      try {
        var response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        int status = response.statusCode();
        if (status == 200) return response.body();
        if (attempt == ATTEMPTS || (status != 429 && status < 500)) throw new IllegalStateException("HTTP " + status + ": " + response.body());
        wait = response.headers().firstValue("Retry-After").map(seconds -> 1000 * Long.parseLong(seconds)).orElse(wait);
      } catch (IOException failure) {
        if (attempt == ATTEMPTS) throw failure;
      }
      Thread.sleep(wait);
    }
  }

  static String token() throws Exception {
    var form = "grant_type=client_credentials&client_id=" + URLEncoder.encode(System.getenv("APP_ID"), StandardCharsets.UTF_8)
        + "&client_secret=" + URLEncoder.encode(System.getenv("APP_SECRET"), StandardCharsets.UTF_8);
    var answer = send(post("/oauth2/token", "application/x-www-form-urlencoded", form.getBytes()).build());
    return find("\"access_token\":\"([^\"]+)", answer);
  }

  public static void main(String[] files) throws Exception {
    var boundary = UUID.randomUUID().toString();
    var body = new ByteArrayOutputStream();
    for (var part : Map.of("LivenessFace", files[0], "FaceFromDocument", files[1]).entrySet()) {
      body.write(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + part.getKey() + "\"; filename=\"picture\"\r\n\r\n").getBytes());
      body.write(Files.readAllBytes(Path.of(part.getValue())));
      body.write("\r\n".getBytes());
    }
    body.write(("--" + boundary + "--\r\n").getBytes());
    try {
      // One key for all attempts: the API compares and stores once.
      var answer = send(post("/ExtFaceComparison/Compare", "multipart/form-data; boundary=" + boundary, body.toByteArray())
          .header("Authorization", "Bearer " + token()).header("Idempotency-Key", UUID.randomUUID().toString()).build());
      System.out.printf("match=%s similarity=%s status=%s%n%s%n", find("\"isFaceMatch\":(\\w+)", answer),
          find("\"matchingSimilarity\":([^,]+)", answer), find("\"status\":\"(\\w+)", answer), find("\"messages\":\\[\"(.*?)\"\\]", answer));
    } catch (IOException | IllegalStateException failure) {
      System.err.println(failure.getMessage());
      System.exit(1);
    }
  }
}
