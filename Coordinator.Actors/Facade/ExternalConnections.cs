namespace Entracte.Coordinator;

/// <summary>What becomes of pipes and connections to processes outside of the computation. The numbers travel and are never reused.</summary>
public enum ExternalConnections
{
    /// <summary>After a restart it is as if the other side had hung up; the checkpoint says which they are.</summary>
    Close = 0,

    /// <summary>The checkpoint is refused while there are any.</summary>
    Refuse = 1,

    /// <summary>Connections that came in through a listening socket are closed, because that goes on listening and can be reached again; any other is refused.</summary>
    KeepListening = 2,
}
