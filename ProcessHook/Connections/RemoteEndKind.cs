namespace Entracte.ProcessHook.Connections;

/// <summary>What a node tells of its TCP sockets to those who look for the other ends. The numbers travel and are never reused.</summary>
public enum RemoteEndKind
{
    /// <summary>A member's end of a connection, with no other end on this host.</summary>
    End = 1,

    /// <summary>A member listens here.</summary>
    Listener = 2,

    /// <summary>An address of this host.</summary>
    Address = 3,

    /// <summary>An end that has been closed, whose kernel still sends what it had been given.</summary>
    Orphan = 4,
}
