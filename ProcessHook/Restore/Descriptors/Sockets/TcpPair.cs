namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>A connection of which both ends come back here: one accepts, the other connects.</summary>
internal readonly record struct TcpPair(TcpEnd Server, TcpEnd Client);
