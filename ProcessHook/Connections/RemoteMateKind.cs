namespace Entracte.ProcessHook.Connections;

/// <summary>What has been found at the other end of a connection to another host. The numbers travel and are never reused.</summary>
public enum RemoteMateKind
{
    /// <summary>A member's socket.</summary>
    Member = 1,

    /// <summary>A member listens there and has not accepted it, or it is still being made.</summary>
    Unaccepted = 2,

    /// <summary>A socket that has been closed and still sends.</summary>
    Orphan = 3,
}
