using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>What docs/command.md promises to those who speak with the agent without the command, as curl does.</summary>
public sealed class AgentSocketTests : IDisposable
{
    private readonly UserSession session = new();
    private readonly HttpClient client;

    public AgentSocketTests()
    {
        client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(session.PathOf("run/entracte/agent.sock")), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://entracte") };
    }

    public void Dispose()
    {
        client.Dispose();
        session.Dispose();
    }

    [Fact]
    public async Task Every_order_has_a_route_and_answers_in_json()
    {
        var program = session.Launch("spoken", "sleep", "1000");
        Waiting.Until("the agent that knows it", () => session.Status("spoken") is not null);
        Assert.Equal("spoken", (string?)JsonNode.Parse(await client.GetStringAsync("/status"))!["computations"]![0]!["name"]);
        Assert.Empty((await PostAsync("/preflights", $$"""{"pid":{{program.Pid}}}"""))["obstacles"]!.AsArray());

        // One object per line; curl -d sends no content type of ours.
        var lines = (await TextAsync("/checkpoints", """{"target":"spoken","kill":true}""")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var report = JsonNode.Parse(lines[^1])!["report"]!;
        Assert.All(lines[..^1], line => Assert.NotNull(JsonNode.Parse(line)!["progress"]));
        Assert.True((bool)report["killed"]!);
        var directory = (string)report["directory"]!;

        var path = $$"""{"path":"{{directory}}"}""";
        Assert.Single((await PostAsync("/images", """{"target":"spoken"}"""))["images"]!.AsArray());
        Assert.NotEmpty((await PostAsync("/inspections", path))["tables"]!.AsArray());
        Assert.Empty((await PostAsync("/verifications", path))["damages"]!.AsArray());
        Assert.True((int)(await PostAsync("/restarts", """{"target":"spoken","detach":true}"""))["pid"]! > 0);
        Assert.Single((await PostAsync("/kills", """{"target":"spoken"}"""))["pids"]!.AsArray());
        var offer = await PostAsync("/restarts", """{"target":"spoken"}""");
        Assert.True(File.Exists((string?)offer["program"]) && offer["arguments"]!.AsArray().Count > 1);
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync("/stop", null)).StatusCode);
        Waiting.Until("the agent's end", () => session.Agents().Count == 0);
    }

    [Theory]
    [InlineData("/checkpoints", """{"target":"nobody"}""", "urn:entracte:not-found")]
    [InlineData("/kills", """{"target":"nobody"}""", "urn:entracte:not-found")]
    [InlineData("/checkpoints", "{", "urn:entracte:bad-request")]
    [InlineData("/restarts", "[1,2", "urn:entracte:bad-request")]
    [InlineData("/preflights", "", "urn:entracte:bad-request")]
    public async Task A_refusal_is_a_problem_of_a_named_type(string route, string body, string type)
    {
        session.Succeed("status");
        var answer = await client.PostAsync(route, Body(body));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(type, (string?)problem["type"]);
        Assert.Equal((int)answer.StatusCode, (int)problem["status"]!);
    }

    private async Task<JsonNode> PostAsync(string route, string body) => JsonNode.Parse(await TextAsync(route, body))!;

    private async Task<string> TextAsync(string route, string body)
    {
        var answer = await client.PostAsync(route, Body(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{route} {body}: {answer.StatusCode} {text}\n{session.Explain()}");
        return text;
    }

    private static StringContent Body(string text) => new(text, Encoding.UTF8, "application/x-www-form-urlencoded");
}
