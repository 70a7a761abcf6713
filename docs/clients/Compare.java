// BASE_URL=… TOKEN=… java Compare.java selfie.jpg id-face.jpg     (Java 17 or newer; read the answer with your JSON library)
import java.io.*; import java.net.URI; import java.net.http.*; import java.nio.file.*; import java.util.*; import java.util.regex.*;

public class Compare {
  static String find(String regex, String text) { var m = Pattern.compile(regex).matcher(text); return m.find() ? m.group(1) : text; }

  public static void main(String[] files) throws Exception {
    var boundary = UUID.randomUUID().toString();
    var body = new ByteArrayOutputStream();
    for (var part : Map.of("LivenessFace", files[0], "FaceFromDocument", files[1]).entrySet()) {
      body.write(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + part.getKey() + "\"; filename=\"picture\"\r\n\r\n").getBytes());
      body.write(Files.readAllBytes(Path.of(part.getValue())));
      body.write("\r\n".getBytes());
    }
    body.write(("--" + boundary + "--\r\n").getBytes());
    var request = HttpRequest.newBuilder(URI.create(System.getenv("BASE_URL") + "/ExtFaceComparison/Compare"))
        .header("Authorization", "Bearer " + System.getenv("TOKEN")).header("Content-Type", "multipart/form-data; boundary=" + boundary)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())).build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    var messages = find("\"messages\":\\[\"(.*?)\"\\]", answer.body()); // a 413 of AWS itself has none
    if (answer.statusCode() != 200) { System.err.println("HTTP " + answer.statusCode() + ": " + messages); System.exit(1); }
    System.out.printf("match=%s similarity=%s status=%s%n%s%n", find("\"isFaceMatch\":(\\w+)", answer.body()),
        find("\"matchingSimilarity\":([^,]+)", answer.body()), find("\"status\":\"(\\w+)", answer.body()), messages);
  }
}
