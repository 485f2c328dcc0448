namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>What becomes of a pipe or connection to somebody outside of the computation.</summary>
public enum ExternalPolicy
{
    /// <summary>After a restart it is as if the other side had hung up.</summary>
    Close,

    /// <summary>The checkpoint is refused.</summary>
    Refuse,

    /// <summary>Connections that came in through a listening socket are closed as above, because that goes on listening and can be reached again; any other is refused.</summary>
    KeepListening,
}
