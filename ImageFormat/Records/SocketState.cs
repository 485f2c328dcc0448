namespace Entracte.ImageFormat.Records;

/// <summary>How far a socket has got. The numbers are part of the format.</summary>
public enum SocketState
{
    /// <summary>Made, bound perhaps.</summary>
    Idle = 0,

    Listening = 1,

    /// <summary>It has a peer in the computation, or an address that it sends to.</summary>
    Connected = 2,

    /// <summary>It had a peer that is gone: what is in its queue can be read, then comes the end.</summary>
    PeerGone = 3,

    /// <summary>It waits in the queue of a listening socket to be accepted.</summary>
    AwaitingAccept = 4,
}
