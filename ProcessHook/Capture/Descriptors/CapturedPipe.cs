using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>A pipe of the computation.</summary>
/// <param name="Record">What the image says of it.</param>
/// <param name="Reader">An open file that can look into it; null when nobody of the computation can read.</param>
/// <param name="Writers">Those that can write to it.</param>
public sealed record CapturedPipe(PipeRecord Record, OpenFile? Reader, IReadOnlyList<OpenFile> Writers);
