namespace Entracte.Api.Checkpoints;

/// <param name="Barrier">The last barrier that was passed; empty before the first.</param>
/// <param name="Bytes">Written so far.</param>
/// <param name="ExpectedBytes">An estimate; 0 while there is none.</param>
public sealed record CheckpointProgress(string Barrier, long Bytes, long ExpectedBytes);
