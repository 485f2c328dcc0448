using System.Text.Json;
using Entracte.Api;
using Entracte.Api.Checkpoints;

namespace Entracte.Node.Endpoints;

/// <summary>Newline-delimited JSON, one line at a time and each sent at once.</summary>
internal sealed class EventLines(HttpResponse response)
{
    private const string MediaType = "application/x-ndjson";
    private static readonly byte[] LineEnd = "\n"u8.ToArray();
    private readonly SemaphoreSlim turn = new(1);

    public async Task WriteAsync(CheckpointEvent happened)
    {
        await turn.WaitAsync();
        try
        {
            if (!response.HasStarted)
                response.ContentType = MediaType;
            await response.Body.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(happened, ApiJson.Default.CheckpointEvent), .. LineEnd]);
            await response.Body.FlushAsync();
        }
        finally
        {
            turn.Release();
        }
    }
}
