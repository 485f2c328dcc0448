using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Api.Problems;

namespace Entracte.Cli.Agents;

/// <summary>
/// Speaks HTTP with the agent, synchronously: an interrupted command simply dies, the agent sees the connection close, and withdraws what was asked.
/// </summary>
internal sealed class AgentClient : IDisposable
{
    private static readonly TimeSpan PatienceWithDying = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(10);
    private readonly HttpClient http;

    private AgentClient(Socket first, RuntimeDirectory runtime)
    {
        Socket? unused = first;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = (_, _) =>
            {
                var socket = Interlocked.Exchange(ref unused, null) ?? AgentSocket.ConnectOrStart(runtime);
                return ValueTask.FromResult<Stream>(new NetworkStream(socket, ownsSocket: true));
            },
            MaxConnectionsPerServer = 1,
            Expect100ContinueTimeout = Timeout.InfiniteTimeSpan,
        };
        http = new HttpClient(handler) { BaseAddress = new Uri("http://entracte"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Starts the agent where none answers.</summary>
    public static AgentClient Open()
    {
        var runtime = RuntimeDirectory.OfThisUser();
        return new AgentClient(AgentSocket.ConnectOrStart(runtime), runtime);
    }

    /// <summary>Null when no agent answers.</summary>
    public static AgentClient? OpenIfRunning() => OpenIfRunning(RuntimeDirectory.OfThisUser());

    /// <inheritdoc cref="OpenIfRunning()"/>
    public static AgentClient? OpenIfRunning(RuntimeDirectory runtime) => AgentSocket.TryConnect(runtime) is { } socket ? new AgentClient(socket, runtime) : null;

    public TReport Get<TReport>(string route, JsonTypeInfo<TReport> reportType) => Read(Send(HttpMethod.Get, route, null), reportType);

    public TReport Post<TOrder, TReport>(string route, TOrder order, JsonTypeInfo<TOrder> orderType, JsonTypeInfo<TReport> reportType)
        => Read(Send(HttpMethod.Post, route, Content(order, orderType)), reportType);

    public void Post(string route) => Send(HttpMethod.Post, route, null).Dispose();

    /// <summary>The lines of a streamed answer, as they come.</summary>
    public IEnumerable<TEvent> PostStreaming<TOrder, TEvent>(string route, TOrder order, JsonTypeInfo<TOrder> orderType, JsonTypeInfo<TEvent> eventType)
    {
        using var response = Send(HttpMethod.Post, route, Content(order, orderType));
        using var reader = new StreamReader(response.Content.ReadAsStream());
        while (ReadLine(reader) is { } line)
            yield return JsonSerializer.Deserialize(line, eventType) ?? throw Vanished();
    }

    public void Dispose() => http.Dispose();

    /// <summary>
    /// The socket of an agent that is dying still takes connections for a moment. What it has not heard is said again, to the next agent; an order that it has
    /// heard is not, because nobody knows what became of it.
    /// </summary>
    private HttpResponseMessage Send(HttpMethod method, string route, OrderContent? content)
    {
        for (var trying = Stopwatch.StartNew(); ; Thread.Sleep(BetweenTries))
        {
            using var request = new HttpRequestMessage(method, route) { Content = content };
            // Without an answer to it nothing is ever sent: see Expect100ContinueTimeout.
            request.Headers.ExpectContinue = content is not null;
            try
            {
                var response = http.Send(request, HttpCompletionOption.ResponseHeadersRead);
                return response.IsSuccessStatusCode ? response : throw Refusal(response);
            }
            catch (HttpRequestException broken)
            {
                var isOrdered = method == HttpMethod.Post && content is not { HasLeft: false };
                if (isOrdered || trying.Elapsed > PatienceWithDying)
                    throw Vanished(broken);
            }
            finally
            {
                // The content is needed once more when it has not left; it holds nothing.
                request.Content = null;
            }
        }
    }

    private static TReport Read<TReport>(HttpResponseMessage response, JsonTypeInfo<TReport> type)
    {
        using (response)
        {
            try
            {
                return JsonSerializer.Deserialize(response.Content.ReadAsStream(), type) ?? throw Vanished();
            }
            catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException)
            {
                throw Vanished(broken);
            }
        }
    }

    private static string? ReadLine(StreamReader reader)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw Vanished(broken);
        }
    }

    private static OrderContent Content<TOrder>(TOrder order, JsonTypeInfo<TOrder> type) => new(JsonSerializer.SerializeToUtf8Bytes(order, type));

    private static CommandFailedException Refusal(HttpResponseMessage response)
    {
        using (response)
        {
            return response.Content.Headers.ContentType?.MediaType == Problem.MediaType
                ? new CommandFailedException(Read(response, ApiJson.Default.Problem))
                : new CommandFailedException($"The node agent answered {(int)response.StatusCode} {response.ReasonPhrase}; is it of another version? entracte stop ends it.");
        }
    }

    private static CommandFailedException Vanished(Exception? cause = null)
        => new($"The node agent went away before it had answered{(cause is null ? "" : $" ({cause.Message})")}. Computations run on; see agent.log in {RuntimeDirectory.OfThisUser().Path}.");
}
