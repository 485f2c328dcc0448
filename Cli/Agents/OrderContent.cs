using System.Net;
using System.Net.Http.Headers;

namespace Entracte.Cli.Agents;

/// <summary>The body of an order. It leaves only when the agent has asked for it (100 Continue, RFC 9110 section 10.1.1), and knows whether it has.</summary>
internal sealed class OrderContent : HttpContent
{
    private readonly byte[] json;

    public OrderContent(byte[] json)
    {
        this.json = json;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>From here on the agent may have begun; before, nothing was ordered.</summary>
    public bool HasLeft { get; private set; }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        HasLeft = true;
        stream.Write(json);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        HasLeft = true;
        return stream.WriteAsync(json, 0, json.Length);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = json.Length;
        return true;
    }
}
