using Entracte.ImageFormat.Records;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>A file whose content travels in the image, because no name would find it again.</summary>
/// <param name="Record">What the image says of it; the content goes into extents with its id.</param>
/// <param name="LeaderHostPid">Whose process file carries record and content.</param>
/// <param name="Content">Open for reading, with an offset of its own.</param>
public sealed record UnnamedFile(SharedMemoryRecord Record, int LeaderHostPid, SafeFileHandle Content);
