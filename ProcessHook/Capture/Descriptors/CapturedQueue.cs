using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>A POSIX message queue of the computation.</summary>
/// <param name="File">The first open file that leads to it; its leader leads the queue.</param>
/// <param name="Record">What the image says of it, without its messages.</param>
/// <param name="MessageCount">How many messages wait in it.</param>
public sealed record CapturedQueue(OpenFile File, PosixQueueRecord Record, int MessageCount);
