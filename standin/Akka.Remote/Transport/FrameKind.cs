namespace Akka.Remote.Transport;

/// <summary>The first byte of every frame.</summary>
internal enum FrameKind : byte
{
    Hello = 1,
    Welcome = 2,
    Told = 3,
    Selection = 4,
    Watch = 5,
    Unwatch = 6,
    Gone = 7,
    Heartbeat = 8,
    HeartbeatAnswer = 9,
}
