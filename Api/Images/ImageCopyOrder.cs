namespace Entracte.Api.Images;

/// <summary>One generation is to be copied to another node or directory.</summary>
public sealed record ImageCopyOrder
{
    /// <summary>Name or id of a computation.</summary>
    public required string Target { get; init; }

    /// <summary>Null: the newest.</summary>
    public int? Generation { get; init; }

    /// <summary>Absolute directory of images at the source; null: as registered there, then its default.</summary>
    public string? Images { get; init; }

    /// <summary>The node that has it, NODE@HOST:PORT in another cluster; null: this one.</summary>
    public string? From { get; init; }

    /// <summary>The node that shall have it, NODE@HOST:PORT in another cluster; null: this one.</summary>
    public string? To { get; init; }

    /// <summary>Absolute directory of images there; null: the same path as at the source.</summary>
    public string? ToImages { get; init; }
}
