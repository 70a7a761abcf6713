// BASE_URL=… APP_ID=… APP_SECRET=… dotnet run selfie.jpg id-face.jpg     (.NET 8 or newer, as Program.cs of a console project)
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

const int Attempts = 4;
using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(35) };

// Sends a request, and again after 429, 5xx and failures of the network. It waits for as long as Retry-After says, or for 1, 2 and 4 seconds.
async Task<JsonElement> Send(string path, Func<HttpContent> content, string? token = null, string? key = null)
{
    for (var attempt = 1; ; attempt++)
    {
        // Some randomness, so that clients that failed together do not come back together.
        var wait = TimeSpan.FromSeconds(Math.Pow(2, attempt - 1) * (0.75 + Random.Shared.NextDouble() / 2));
        try
        {
            // .NET sends a message only once, so each attempt has its own.
            using var request = new HttpRequestMessage(HttpMethod.Post, Environment.GetEnvironmentVariable("BASE_URL") + path);
            request.Content = content();
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if (response.IsSuccessStatusCode) return JsonDocument.Parse(text).RootElement;
            var again = response.StatusCode == HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500;
            if (!again || attempt == Attempts) throw new InvalidOperationException($"HTTP {(int)response.StatusCode}: {text}");
            wait = response.Headers.RetryAfter?.Delta ?? wait;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && attempt < Attempts)
        {
            // No response: wait as after a 500.
        }
        await Task.Delay(wait);
    }
}

try
{
    var credentials = new Dictionary<string, string>
    {
        ["grant_type"] = "client_credentials",
        ["client_id"] = Environment.GetEnvironmentVariable("APP_ID")!,
        ["client_secret"] = Environment.GetEnvironmentVariable("APP_SECRET")!,
    };
    var granted = await Send("/oauth2/token", () => new FormUrlEncodedContent(credentials));
    var token = granted.GetProperty("access_token").GetString();

    var selfie = await File.ReadAllBytesAsync(args[0]);
    var idFace = await File.ReadAllBytesAsync(args[1]);
    HttpContent Form() => new MultipartFormDataContent
    {
        { new ByteArrayContent(selfie), "LivenessFace", "picture" },
        { new ByteArrayContent(idFace), "FaceFromDocument", "picture" },
    };
    // One key for all attempts: the API compares and stores once.
    var answer = await Send("/ExtFaceComparison/Compare", Form, token, Guid.NewGuid().ToString());
    var result = answer.GetProperty("result");
    var match = result.GetProperty("isFaceMatch").GetRawText();
    var similarity = result.GetProperty("matchingSimilarity").GetRawText();
    Console.WriteLine($"match={match} similarity={similarity} status={result.GetProperty("status")}");
    Console.WriteLine(string.Join("\n", answer.GetProperty("messages").EnumerateArray()));
    return 0;
}
catch (Exception failure) when (failure is InvalidOperationException or HttpRequestException or IOException or TaskCanceledException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
