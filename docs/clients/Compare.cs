// BASE_URL=… TOKEN=… dotnet run selfie.jpg id-face.jpg     (.NET 8 or newer, as Program.cs of a console project)
using System.Net.Http.Headers;
using System.Text.Json;

using var http = new HttpClient();
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("TOKEN"));
using var form = new MultipartFormDataContent
{
    { new ByteArrayContent(await File.ReadAllBytesAsync(args[0])), "LivenessFace", "picture" },
    { new ByteArrayContent(await File.ReadAllBytesAsync(args[1])), "FaceFromDocument", "picture" },
};
using var response = await http.PostAsync(Environment.GetEnvironmentVariable("BASE_URL") + "/ExtFaceComparison/Compare", form);
var text = await response.Content.ReadAsStringAsync();
// A 413 of AWS itself has no messages.
var messages = text.Contains("\"messages\"")
    ? string.Join("\n", JsonDocument.Parse(text).RootElement.GetProperty("messages").EnumerateArray())
    : text;
if (!response.IsSuccessStatusCode)
{
    Console.Error.WriteLine($"HTTP {(int)response.StatusCode}: {messages}");
    return 1;
}
var result = JsonDocument.Parse(text).RootElement.GetProperty("result");
Console.WriteLine($"match={result.GetProperty("isFaceMatch").GetRawText()} similarity={result.GetProperty("matchingSimilarity").GetRawText()} status={result.GetProperty("status")}\n{messages}");
return 0;
