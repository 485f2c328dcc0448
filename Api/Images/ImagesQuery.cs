namespace Entracte.Api.Images;

/// <param name="Target">Name or id of a computation; it need not run.</param>
/// <param name="Images">Absolute directory that holds its images; null: as registered, then the default.</param>
public sealed record ImagesQuery(string Target, string? Images);
